import type { FieldClass } from "../../../src/event-sourcing/stored-event/envelope.js";
import { splitStream } from "../../../src/event-sourcing/deciding/decider.js";
import { registry } from "../../../src/slices.js";
import { personalValue } from "../values.js";
import { CORRECT_FACT, type Attempt } from "../world.js";
import { said, type Moment } from "./row.js";

/** Of these only what says where an edition comes from, and since when it holds: decisions read the rest. */
const OF_RULES = ["validFrom", "source"];

interface Stored {
  readonly type: string;
  readonly id: string;
  readonly recordedAt: string;
  readonly facts: { readonly [name: string]: unknown };
}

/** Corrects facts, personal fields or the time of some event. */
export function anyCorrection({ world, chance }: Moment): Attempt | undefined {
  const events = world.log.filter(({ stream }) => !/^(process|store)/.test(stream));
  if (events.length === 0) return undefined;
  const raw = chance.one(chance.percent(50) ? events.slice(-15) : events);
  const stored = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString("utf8")) as Stored;
  const corrected = stored(raw.bytes);
  const others = events.filter(({ type }) => type === raw.type).map(({ bytes }) => stored(bytes));
  const { personal } = registry.definition(raw.type);
  const [category, id] = splitStream(raw.stream);
  const fields = Object.entries(personal).flatMap(([fieldClass, paths]) =>
    paths.map((path) => [fieldClass as FieldClass, path] as const),
  );
  const facts = changes(chance.one(others).facts, category, chance);
  const explained = chance.maybe(chance.text(), 30);
  return {
    command: CORRECT_FACT,
    category,
    id,
    data: said({
      event: corrected.id,
      reason: chance.one(["MISREPORTED", "MISTYPED", "NEW_EVIDENCE", "WRONG_PERSON"]),
      facts: chance.percent(60) && Object.keys(facts).length > 0 ? facts : undefined,
      personal:
        fields.length > 0 && chance.percent(50)
          ? Object.fromEntries(
              [chance.one(fields)].map(([fieldClass, path]) => [
                fieldClass,
                { [path]: personalValue(chance, path, corrected.recordedAt) },
              ]),
            )
          : undefined,
      occurred: chance.percent(40)
        ? (chance.occurred(corrected.recordedAt) ?? { date: corrected.recordedAt })
        : undefined,
      explanation: explained,
    }),
  };
}

/** Facts as another event of the type has them; rarely also what can't be corrected. */
function changes(facts: Stored["facts"], category: string, chance: Moment["chance"]): Stored["facts"] {
  const names = Object.keys(facts).filter((name) => category !== "rules" || OF_RULES.includes(name));
  return Object.fromEntries(chance.some(names).map((name) => [name, facts[name]]));
}
