import { agencyAggregate } from "../../../src/agency/agency.js";
import { officerAggregate } from "../../../src/agency/officer.js";
import type { AgencyKind } from "../../../src/facts/agency-kinds.js";
import { fileAggregate } from "../../../src/files/file.js";
import { splitStream } from "../../../src/event-sourcing/deciding/decider.js";
import { WITHDRAWAL_REASONS } from "../../../src/event-sourcing/stored-event/withdrawal.js";
import { registry } from "../../../src/slices.js";
import type { Chance } from "../chance.js";
import { OFFICERS, type Attempt, type World } from "../world.js";

/** What a row knows when it makes a command. */
export interface Moment {
  readonly world: World;
  readonly chance: Chance;
  /** ISO 8601. */
  readonly now: string;
}

/** Makes the data of one command from what there is so far; nothing where nothing is there to command. */
export type Row = (moment: Moment) => Promise<Omit<Attempt, "command"> | undefined>;

/** By name of the command. A new slice adds its rows to the tables beside this file. */
export type Rows = { readonly [command: string]: Row };

/** One of the streams of a category. */
export function anyId({ world, chance }: Moment, category: string): string | undefined {
  const ids = world.ids(category);
  return ids.length === 0 ? undefined : chance.one(ids);
}

/** Withdraws what was recorded in a stream of a category; rarely what can't be withdrawn. */
export function withdrawal(category: string): Row {
  return async ({ world, chance }) => {
    const events = world.log.filter(({ stream }) => stream.startsWith(`${category}-`));
    const steps = events.filter(({ type }) => registry.definition(type).withdrawable);
    const among = steps.length > 0 && chance.percent(90) ? steps : events;
    if (among.length === 0) return undefined;
    const { stream, id: event } = chance.one(among);
    const explanation = chance.maybe(chance.text(), 30);
    const data = said({ event, reason: chance.one(WITHDRAWAL_REASONS), explanation });
    return { id: splitStream(stream)[1], by: chance.one(OFFICERS), data };
  };
}

/** One of the files of a person. */
export async function anyFileOf({ world, chance }: Moment, person: string | null): Promise<string | undefined> {
  const files = world.ids("file");
  const states = await Promise.all(files.map((file) => world.state(fileAggregate, file)));
  const own = files.filter((_, i) => states[i]!.person === person);
  return own.length === 0 ? undefined : chance.one(own);
}

/** An officer with an agency of theirs; rarely with another's. */
export async function anyOfficer(moment: Moment): Promise<{ readonly agency: string; readonly officer: string }> {
  const { world, chance } = moment;
  const officer = chance.one(world.ids("officer"));
  const { assignments } = await world.state(officerAggregate, officer);
  const own = chance.one(assignments).agency;
  return { officer, agency: chance.percent(90) ? own : anyId(moment, "agency")! };
}

/** One of the agencies, rarely one of another kind, or none. */
export async function anyAgencyOf(moment: Moment, kind: AgencyKind): Promise<string | undefined> {
  const { world, chance } = moment;
  if (chance.percent(10)) return chance.percent(50) ? chance.uuid() : anyId(moment, "agency");
  const agencies = world.ids("agency");
  const states = await Promise.all(agencies.map((id) => world.state(agencyAggregate, id)));
  const own = agencies.filter((_, i) => states[i]!.kind === kind);
  return own.length === 0 ? undefined : chance.one(own);
}

/** Values without those that are undefined, as JSON brings them. */
export function said(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
