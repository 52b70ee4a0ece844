import { Type } from "typebox";
import { defineEvent, FIXED, type RecordOf } from "../event-sourcing/stored-event/event-definition.js";
import { grantsNothing } from "../event-sourcing/stored-event/sight.js";
import { Uuid } from "../facts/shapes.js";

export const NUMBERED_KINDS = ["CASE", "REPATRIATION"] as const;
export type NumberedKind = (typeof NUMBERED_KINDS)[number];

/** A case or a repatriation got the next number of its series (nomor register). */
export const FileNumberAssigned = defineEvent({
  type: "FileNumberAssigned",
  title: { en: "A number was given", indonesian: "Nomor register diberikan" },
  sight: grantsNothing("a number is shown to whoever sees the file that has it"),
  facts: Type.Object({
    /** Office and year, e.g. `KBRI-KL/2026`. */
    series: Type.String({ ...FIXED, pattern: "^[A-Z0-9-]{1,40}/\\d{4}$" }),
    serial: Type.Integer({ ...FIXED, minimum: 1 }),
    kind: Type.Enum([...NUMBERED_KINDS], { ...FIXED }),
    /** Id of the case or repatriation. */
    of: Uuid,
  }),
});

export const numberingEvents = [FileNumberAssigned];
export type NumberingEvent = RecordOf<(typeof numberingEvents)[number]>;
