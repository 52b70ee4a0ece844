import { Type } from "typebox";
import { defineEvent, FIXED } from "../event-sourcing/stored-event/event-definition.js";
import { grantsNothing } from "../event-sourcing/stored-event/sight.js";
import { DueDate, Uuid } from "../facts/shapes.js";
import { DROP_REASONS, MOVE_REASONS, TASK_KINDS } from "./codes.js";

const TASK = grantsNothing("an agency is given tasks only in work that it has, and sees that work already");

const NOTE = { narrative: ["note"] };

/** Events of tasks, of the streams of one kind of work. */
export function defineTaskEvents<Of extends "Case" | "Repatriation">(
  of: Of,
  where: { en: string; indonesian: string },
) {
  return {
    /** Something is to be done by an agency, and maybe by one of its officers. */
    added: defineEvent({
      type: `${of}TaskAdded`,
      title: { en: `A task was added to the ${where.en}`, indonesian: `Tugas ditambahkan pada ${where.indonesian}` },
      sight: TASK,
      facts: Type.Object({
        task: Uuid,
        kind: Type.Enum([...TASK_KINDS]),
        agency: Uuid,
        officer: Type.Optional(Uuid),
        /** The last day on which it is not overdue. */
        due: Type.Optional(DueDate),
      }),
      personal: NOTE,
    }),
    /** Another agency or officer has it from now on; with no officer, nobody of the agency yet. */
    assigned: defineEvent({
      type: `${of}TaskAssigned`,
      title: { en: `A task of the ${where.en} was assigned`, indonesian: `Tugas pada ${where.indonesian} ditugaskan` },
      sight: TASK,
      facts: Type.Object({ task: Uuid, agency: Uuid, officer: Type.Optional(Uuid) }),
      personal: NOTE,
    }),
    /** It is due on another day, or on none. */
    moved: defineEvent({
      type: `${of}TaskMoved`,
      title: {
        en: `A task of the ${where.en} is due on another day`,
        indonesian: `Tenggat tugas pada ${where.indonesian} diubah`,
      },
      sight: TASK,
      facts: Type.Object({ task: Uuid, due: Type.Optional(DueDate), reason: Type.Enum([...MOVE_REASONS]) }),
      personal: NOTE,
    }),
    done: defineEvent({
      type: `${of}TaskDone`,
      withdrawable: true,
      title: { en: `A task of the ${where.en} was done`, indonesian: `Tugas pada ${where.indonesian} dilaksanakan` },
      sight: TASK,
      facts: Type.Object({ task: Uuid }),
      personal: NOTE,
    }),
    /** It is not to be done any more. */
    dropped: defineEvent({
      type: `${of}TaskDropped`,
      withdrawable: true,
      title: { en: `A task of the ${where.en} was dropped`, indonesian: `Tugas pada ${where.indonesian} dibatalkan` },
      sight: TASK,
      facts: Type.Object({ task: Uuid, reason: Type.Enum([...DROP_REASONS], { ...FIXED }) }),
      personal: NOTE,
    }),
  };
}
