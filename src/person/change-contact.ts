import { eventOf, personalOf } from "../event-sourcing/deciding/new-event.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { command } from "../http/command.js";
import { NarrativeField, OccurredDto, OccurredField, PatternField, PhoneField, TextField } from "../http/fields.js";
import { ContactChanged } from "./person.events.js";
import { subjectOf, type Person } from "./person-state.js";
import { keptValues } from "./personal-values.js";

/** Sealed as contact. */
export class ContactValues {
  @PhoneField({ optional: true, description: "Kept as E.164; a number with no country is Indonesian" })
  phone?: string;

  @PatternField(/^[^\s@]{1,64}@[^\s@]{1,189}$/, "an e-mail address", {
    optional: true,
    example: "siti.aminah@example.org",
  })
  email?: string;

  @TextField(500, { optional: true })
  address?: string;

  @TextField(300, { optional: true, description: "How to reach the person without danger" })
  safeWay?: string;

  @TextField(100, { optional: true, description: "When to" })
  safeTime?: string;

  @TextField(100, { optional: true, description: "In which language" })
  safeLanguage?: string;
}

export class ChangeContact extends ContactValues {
  @NarrativeField({ optional: true })
  note?: string;

  @OccurredField()
  occurred?: OccurredDto;
}

export const changeContact = command(ChangeContact, {
  path: "contact",
  summary: "Change how the person is reached; fields left out stay as they are",
  decide: (data, state: Person, given) => {
    const { occurred: _, note, ...values } = data;
    const contact = keptValues(values, "", given.now);
    if (Object.keys(contact).length === 0)
      throw new InvalidField("missing-field", "phone", "at least one way, time or language of contact must be given");
    return [
      eventOf(ContactChanged, data, given, {
        subjects: [subjectOf(given.id, state)],
        facts: {},
        personal: personalOf(given.id, { contact }),
        narrative: { note },
      }),
    ];
  },
});
