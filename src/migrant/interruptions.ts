import { CountryField } from "../http/fields.js";
import { JourneyCommand, journeyCommand } from "./migrant-command.js";
import { ContactLost, ContactRestored, DetentionEnded, DetentionRecorded } from "./migrant.events.js";

export class ReportContactLost extends JourneyCommand {}

export const reportContactLost = journeyCommand(ReportContactLost, ContactLost, {
  path: "lost-contacts",
  summary: "Record that contact was lost",
  lateFact: true,
  facts: () => ({}),
});

export class RestoreContact extends JourneyCommand {}

export const restoreContact = journeyCommand(RestoreContact, ContactRestored, {
  path: "restored-contacts",
  summary: "Record that contact was restored",
  lateFact: true,
  facts: () => ({}),
});

export class RecordDetention extends JourneyCommand {
  @CountryField({ optional: true })
  country?: string;
}

export const recordDetention = journeyCommand(RecordDetention, DetentionRecorded, {
  path: "detentions",
  summary: "Record a detention",
  facts: ({ country }) => ({ country }),
});

export class RecordRelease extends JourneyCommand {}

export const recordRelease = journeyCommand(RecordRelease, DetentionEnded, {
  path: "releases",
  summary: "Record a release from detention",
  lateFact: true,
  facts: () => ({}),
});
