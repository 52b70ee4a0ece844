import { ROLES } from "../../../src/access/roles.js";
import type { Deciders } from "../../../src/agency/deciders.js";
import { splitStream } from "../../../src/event-sourcing/deciding/decider.js";
import { AGENCIES, OFFICERS } from "../world.js";
import type { Moment } from "./row.js";

/**
 * Every officer of a history may decide, if they are another than the first: whom the registry lets has tests of its
 * own.
 */
export const ANYBODY: Deciders = { agencies: AGENCIES, roles: ROLES };

type Facts = { readonly [name: string]: unknown };

/** One of the events of a type, by the id of its stream. */
export function anyOf(
  { world, chance }: Moment,
  type: string,
  where: (facts: Facts) => boolean = () => true,
): { id: string; facts: Facts; by: string } | undefined {
  const events = world.log
    .filter((each) => each.type === type)
    .map(({ stream, bytes }) => {
      const { facts, actor } = JSON.parse(Buffer.from(bytes).toString("utf8")) as {
        facts: Facts;
        actor: { id: string };
      };
      return { id: splitStream(stream)[1], facts, by: actor.id };
    })
    .filter(({ facts }) => where(facts));
  return events.length === 0 ? undefined : chance.one(events);
}

/** One of the proposals of an act, with what its approval takes; mostly by another officer than who proposed it. */
export function anyProposal(moment: Moment, act: string) {
  const found = anyOf(moment, "ActProposed", (facts) => facts["act"] === act);
  if (!found) return undefined;
  const { id, facts, by } = found;
  const other = OFFICERS.find((officer) => officer !== by)!;
  const data = { proposal: facts["proposal"] as string, deciders: ANYBODY };
  return { id, facts, data, by: moment.chance.percent(90) ? other : by };
}

/** The approval of the newest proposal of an act on a person, by another officer; of none where there is none. */
export function approvalOf({ world }: Moment, command: string, act: string, id: string, more: object) {
  const proposed = world.log.findLast(
    ({ type, stream, bytes }) =>
      type === "ActProposed" && stream === `person-${id}` && Buffer.from(bytes).includes(`"act":"${act}"`),
  );
  const { facts } = JSON.parse(Buffer.from(proposed?.bytes ?? Buffer.from('{"facts":{}}')).toString()) as {
    facts: Facts;
  };
  const data = { proposal: (facts["proposal"] as string | undefined) ?? id, deciders: ANYBODY, ...more };
  return { command, id, data, by: OFFICERS[1] };
}
