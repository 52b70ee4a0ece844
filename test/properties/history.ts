import * as fc from "fast-check";
import { ruleSetId } from "../../src/rules/rule-set.js";
import { FIRST_EDITIONS } from "../../src/rules/first-editions.js";
import { RULE_KINDS } from "../../src/rules/kinds.js";
import { Chance } from "./chance.js";
import { caseRows } from "./commands/cases.js";
import { companyRows } from "./commands/companies.js";
import { offerRows } from "./commands/offers.js";
import { confidentialityRows } from "./commands/confidentiality.js";
import { agreementRows } from "./commands/agreements.js";
import { anyCorrection } from "./commands/corrections.js";
import { datasetRows } from "./commands/datasets.js";
import { deadlineRows } from "./commands/deadlines.js";
import { migrantRows } from "./commands/migrants.js";
import { officerRows } from "./commands/officers.js";
import { outreachRows } from "./commands/outreach.js";
import { personRows } from "./commands/persons.js";
import { publicationRows } from "./commands/publications.js";
import { registerRows } from "./commands/registers.js";
import { referralRows } from "./commands/referrals.js";
import { repatriationRows } from "./commands/repatriations.js";
import type { Moment, Rows } from "./commands/row.js";
import type { Life } from "./life.js";
import { LIVES } from "./lives.js";
import { AGENCIES, OFFICERS, openWorld, type Attempt, type World } from "./world.js";

/** How to make the data of every command; of those that only the reactions send, none. */
export const ROWS: Rows = {
  ...registerRows,
  ...officerRows,
  ...personRows,
  ...confidentialityRows,
  ...migrantRows,
  ...companyRows,
  ...offerRows,
  ...deadlineRows,
  ...caseRows,
  ...repatriationRows,
  ...publicationRows,
  ...referralRows,
  ...datasetRows,
  ...agreementRows,
  ...outreachRows,
};
export const SENT_BY_REACTIONS = [
  "AssignFileNumber",
  "FlagContact",
  "HandOnDeadline",
  "LapseDeadline",
  "MeetDeadline",
  "NoteRepatriation",
  "NoteVictimDeath",
  "OpenRepatriation",
  "Plan",
  "RecordAllegation",
  "RecordDone",
  "RecordRejected",
  "RegisterMigrant",
  "ReopenDeadline",
  "ReviewClearance",
  "StartDeadline",
  "WithdrawAllegation",
];

/** What happens next in a history; all else follows from the seed. */
export interface Move {
  readonly kind: "life" | "any" | "correction" | "repeat" | "stale";
  readonly seed: number;
}

export function movesOf(kinds: { readonly [K in Move["kind"]]: number }, length: number): fc.Arbitrary<Move[]> {
  const weighted = Object.entries(kinds).map(([kind, weight]) => ({
    weight,
    arbitrary: fc.constant(kind as Move["kind"]),
  }));
  const kind = fc.oneof(...weighted);
  return fc.array(fc.record({ kind, seed: fc.nat() }), { minLength: length / 2, maxLength: length, size: "max" });
}

const MINUTE = 60_000;
const STEPS = [0, MINUTE, 60 * MINUTE, 24 * 60 * MINUTE, 72 * 60 * MINUTE, 9 * 24 * 60 * MINUTE, -2 * MINUTE];

/** A store with its first rules, and the officers who act, each in an agency. */
export async function beginHistory(seed: number): Promise<World> {
  const world = await openWorld(new Chance(seed));
  const moment = { world, chance: new Chance(seed), now: world.clock.now() };
  await world.send({ command: "OpenStore", ...(await registerRows["OpenStore"]!(moment))! });
  for (const kind of RULE_KINDS) {
    const first = FIRST_EDITIONS.find((edition) => edition.kind === kind)!;
    await world.send({ command: "PublishFirstRules", id: ruleSetId(kind), data: first });
  }
  for (const [i, officer] of OFFICERS.entries()) {
    const agency = AGENCIES[i]!;
    const office = { kind: "MISSION", name: `KBRI ${i}`, country: "KH", validFrom: "2010-01-01" };
    await world.send({ command: "RegisterAgency", id: agency, data: office });
    const assignment = { agency, role: "CASEWORKER", from: "2010-01-01" };
    await world.send({ command: "AssignOfficer", id: officer, data: assignment, by: OFFICERS[1 - i]! });
  }
  return world;
}

/** Plays moves through the real command handling. */
export async function play(world: World, moves: readonly Move[]): Promise<void> {
  const lives: { life: Life; told: string | undefined }[] = [];
  const sent: { attempt: Attempt; key: string }[] = [];
  for (const { kind, seed } of moves) {
    const chance = new Chance(seed);
    world.later(chance.one(STEPS));
    const moment: Moment = { world, chance, now: world.clock.now() };
    const key = world.newKey();
    if (kind === "repeat" && sent.length > 0) {
      const again = chance.one(sent);
      await world.send(again.attempt, again.key);
    } else if (kind === "life") {
      for (let steps = 1 + chance.nat(12); steps > 0; steps--) {
        if (lives.length < 2 || chance.percent(3)) lives.push({ life: chance.one(LIVES)(moment), told: undefined });
        const at = chance.nat(lives.length);
        const lived = lives[at]!;
        const next = await lived.life.next(lived.told);
        if (next.done) lives.splice(at, 1);
        else lived.told = (await world.send(toldAsOf(next.value, chance, world.clock.now())))?.id;
        world.later(chance.one(STEPS.slice(0, 3)));
      }
    } else {
      const attempt = kind === "correction" ? anyCorrection(moment) : await anyCommand(moment);
      if (attempt === undefined) continue;
      const answer = await world.send(attempt, key, kind === "stale" ? 77 : undefined);
      if (answer) sent.push({ attempt, key });
    }
  }
}

/** Of a life's steps some are told late, or not exactly. */
function toldAsOf(attempt: Attempt, chance: Chance, now: string): Attempt {
  const occurred = chance.percent(25) ? chance.occurred(now) : undefined;
  return occurred ? { ...attempt, data: { ...attempt.data, occurred } } : attempt;
}

/** Commands that no life gives. */
const LEFT_OUT = [
  "AssignOfficer",
  "EndAssignment",
  "SealSubject",
  "ConfirmSeal",
  "ProposeUnsealing",
  "UnsealSubject",
  "BreakGlass",
  "ReviewBrokenGlass",
  "ReadmitToEmergencyAccess",
  "MarkSampleFilled",
  "DiscardParkedEvent",
  "RetryParkedSubject",
  "OrderOfView",
  "AcceptLogLoss",
  "CancelRepatriation",
  "ReinstateRepatriation",
  "ProposePublicTables",
  "PublishTables",
  "RecordCounts",
  "VerifyCounts",
  "RecordMeeting",
  "MakeCommitment",
  "RecordCommitmentStatus",
  "WithdrawAgreementStep",
];

/** Lives every life to its end, in turns or one after the other. */
export async function liveAll(world: World, chance: Chance, pause: number): Promise<void> {
  for (const live of LIVES) {
    const life = live({ world, chance, now: world.clock.now() });
    let told: string | undefined;
    for (let next = await life.next(told); !next.done; next = await life.next(told)) {
      told = (await world.send(next.value))?.id;
      world.later(pause);
    }
  }
  for (const command of LEFT_OUT)
    for (let tries = 0; tries < 12; tries++) {
      const attempt = await ROWS[command]!({ world, chance, now: world.clock.now() });
      if (attempt && (await world.send({ command, ...attempt }))) break;
    }
}

async function anyCommand(moment: Moment): Promise<Attempt | undefined> {
  const command = moment.chance.one(Object.keys(ROWS));
  const attempt = await ROWS[command]!(moment);
  return attempt && { command, by: moment.chance.one(OFFICERS), ...attempt };
}
