import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { UuidField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { personOf, type Person } from "../person/person.js";
import { ONLY_WHILE_OPEN, repatriationCommand, type GivenAt } from "./repatriation-command.js";
import { DisclosureFlagged } from "./repatriation.events.js";

const FLAGGED_ALREADY: Rule = {
  id: "disclosure-flagged",
  source: "[design]",
  en: "This disclosure has been flagged already, or it does not belong to this repatriation",
  indonesian: "Pengungkapan ini sudah ditandai atau bukan bagian dari pemulangan ini",
};

const NO_SUCH_GROUND: Rule = {
  id: "disclosure-ground-unknown",
  source: "[design]",
  en: "The person's file has no such request not to tell, or no such allegation",
  indonesian: "Berkas orang ini tidak memuat permintaan atau tuduhan tersebut",
};

export class FlagDisclosure extends Occurring {
  @UuidField({ optional: true, description: "Id of the person's request not to tell" })
  doNotTell?: string;

  @UuidField({ optional: true, description: "Or id of the allegation, on the person's file, against who was informed" })
  allegation?: string;

  @UuidField({ description: "Id of the event by which someone was informed" })
  disclosure!: string;
}

export const flagDisclosure = repatriationCommand(FlagDisclosure, {
  path: "disclosure-flags",
  summary: "Flag that someone was informed who was not to be told (I15)",
  allowed: { ...ONLY_WHILE_OPEN, from: ["OPEN", "CANCELLED", "CLOSED"] },
  event: DisclosureFlagged,
  loads: (_data, { person }) => ({ about: personOf(person!) }),
  decide: ({ doNotTell, allegation, disclosure }, state, { loaded, actor }: GivenAt<{ readonly about: Person }>) => {
    if ((doNotTell === undefined) === (allegation === undefined))
      throw new InvalidField("missing-field", "doNotTell", "one of a request not to tell and an allegation is named");
    const known = state.disclosures.some(({ event }) => event === disclosure);
    const flagged = state.flagged.some(
      (flag) => flag.doNotTell === doNotTell && flag.allegation === allegation && flag.disclosure === disclosure,
    );
    if (!known || flagged) throw new Rejection(FLAGGED_ALREADY, { doNotTell, allegation, disclosure });
    const { doNotTell: wishes, allegations, withdrawn } = loaded.about;
    const stands = (doNotTell === undefined ? allegations : wishes).some(({ id }) => id === (doNotTell ?? allegation));
    // A process manager names what it found, which may be on another file of the same human being.
    if (actor.kind === "OFFICER" && !stands && !withdrawn.includes((doNotTell ?? allegation)!))
      throw new Rejection(NO_SUCH_GROUND, { doNotTell, allegation });
    return { facts: { doNotTell, allegation, disclosure } };
  },
});
