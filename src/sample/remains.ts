import { ConfirmDeath } from "../migrant/death.js";
import { CloseJourney } from "../migrant/journey.js";
import { RecordReturn } from "../migrant/return.js";
import { idWithin } from "../event-sourcing/deciding/command-handling.js";
import { RecordAccompaniment } from "../repatriation/accompany.js";
import { AssignStep, MarkNotApplicable } from "../repatriation/assign-step.js";
import { InventoryBelongings, RecordClaim } from "../repatriation/belongings-and-claims.js";
import { DecideDisposition } from "../repatriation/decide-disposition.js";
import { CloseRepatriation } from "../repatriation/end-repatriation.js";
import { HandOverRemains } from "../repatriation/hand-over.js";
import { RecordLaidToRest } from "../repatriation/lay-to-rest.js";
import { NotifyFamily, RecordFamilySearch } from "../repatriation/notify-family.js";
import { AgreeFunding, BookCargo, EnterDeath, LegalisePapers, RecordAutopsy } from "../repatriation/prepare-remains.js";
import { SubmitRemainsDocument, VerifyRemainsDocument } from "../repatriation/remains-documents.js";
import {
  PermitQuarantine,
  RecordRemainsArrival,
  RecordRemainsDeparture,
  RecordRemainsOnward,
  ReleaseFromCustoms,
} from "../repatriation/remains-journey.js";
import { RequestRepatriation } from "../repatriation/request-repatriation.js";
import { repatriationDecider } from "../repatriation/repatriation.commands.js";
import { FIRST_REPATRIATION_RULES } from "../rules/repatriation.js";
import type { RemainsDocumentKind } from "../repatriation/codes.js";
import { agencyId, ministryOn, officer } from "./agencies.js";
import { GOES_ON, landingFrom, type Outcome } from "./coming-home.js";
import type { Life } from "./life.js";
import type { SamplePerson } from "./people.js";
import { relativeRegistered, type Streams } from "./persons.js";
import { officesOf } from "./placement.js";
import type { Random } from "./random.js";

/** How the remains of someone come home. */
export interface RemainsReturn {
  readonly country: string;
  /** The protection case that opens the repatriation, if one does. */
  readonly opener?: string | undefined;
  /** No family was found: the mission decides, and social affairs receive. */
  readonly noFamily: boolean;
  readonly insured: boolean;
  /** Someone looked for the cause. */
  readonly autopsy: boolean;
  /** The papers are uploaded, too, and belongings listed: every step that there is. */
  readonly whole: boolean;
  /** The death has not been confirmed: it is once the papers are there. */
  readonly unconfirmed?: boolean;
  /** Steps after which nothing happens any more; none for a case that goes on. */
  readonly stuckAfter: number | null;
}

/** IDR 85 million for a death during work, 42 million before or after it; in minor units. */
const JKM_AT_WORK = { amount: 8_500_000_000, currency: "IDR" };

/** Kinds of papers for remains that come home by air, as the first edition of the rules has them. */
export function remainsPapers(): RemainsDocumentKind[] {
  const { content } = FIRST_REPATRIATION_RULES.find(({ kind }) => kind === "REMAINS_DOCUMENTS")!;
  const { sets } = content as { sets: { disposition: string; route: string; documents: { kind: string }[] }[] };
  const set = sets.find(({ disposition, route }) => disposition === "REPATRIATE" && route === "AIR")!;
  return set.documents.map(({ kind }) => kind as RemainsDocumentKind);
}

/** Remains are brought home and laid to rest, as far as time goes: about a month is typical. */
export function remainsBroughtHome(
  life: Life,
  random: Random,
  person: SamplePerson,
  { id, migrant }: Streams,
  { country, opener, noFamily, insured, autopsy, whole, unconfirmed = false, stuckAfter }: RemainsReturn,
): Outcome {
  life.purpose = "REPATRIATION";
  const mission = officer(`mission-${country}`);
  const missionId = agencyId(`mission-${country}`);
  const secondAtMission = officer(`mission-${country}`, 1);
  const { unit, unitKey } = officesOf(person);
  const landing = landingFrom(country);
  const repatriation = life.creates("remains", mission, repatriationDecider, RequestRepatriation, {
    kind: "REMAINS",
    person: id,
    source: "MISSION",
    country,
    ...(opener !== undefined && { case: opener }),
  });
  const the = [repatriationDecider, repatriation] as const;
  const relation = person.sex === "MALE" ? ("SPOUSE" as const) : ("MOTHER" as const);
  let relative: string | undefined;
  const witness = () => ({
    person: relativeRegistered(life, person, unit, 2, "MALE"),
    capacity: "VILLAGE_OFFICIAL" as const,
  });

  const steps: [step: string, agency: string, days: number, tell: () => void][] = [
    [
      "FAMILY_NOTIFIED",
      unitKey,
      2,
      () => {
        if (noFamily)
          return void life.does(mission, the, RecordFamilySearch, {
            methods: ["MISSION_RECORDS", "CIVIL_REGISTRY", "VILLAGE_INQUIRY"],
          });
        relative = relativeRegistered(life, person, unit, 1, "FEMALE");
        life.does(unit, the, NotifyFamily, { relative, relation, channel: "IN_PERSON" });
      },
    ],
    [
      "DISPOSITION_DECIDED",
      unitKey,
      3,
      () => {
        if (noFamily)
          life.does(mission, the, DecideDisposition, {
            disposition: "REPATRIATE",
            decidedBy: "MISSION",
            mission: missionId,
            legalGround: "UU_18_2017_ART_27",
          });
        else
          life.does(unit, the, DecideDisposition, {
            disposition: "REPATRIATE",
            decidedBy: "FAMILY",
            relative: relative!,
            relation,
          });
      },
    ],
    [
      "FUNDING_AGREED",
      `mission-${country}`,
      4,
      () => void life.does(mission, the, AgreeFunding, { funding: insured ? "PLACEMENT_COMPANY" : "STATE" }),
    ],
    [
      "AUTOPSY",
      "polri",
      3,
      () => {
        if (autopsy) life.does(mission, the, RecordAutopsy, { orderedBy: "POLICE" });
        else life.does(mission, the, MarkNotApplicable, { step: "AUTOPSY", reason: "NATURAL_DEATH" });
      },
    ],
    [
      "DOCUMENTS_VERIFIED",
      `mission-${country}`,
      10,
      () => {
        const documents = remainsPapers().map((kind) => {
          const file = whole ? life.uploads(mission, id, [kind]) : undefined;
          const command = life.does(mission, the, SubmitRemainsDocument, { kind, ...(file && { file }) });
          return idWithin(command, 0);
        });
        life.pass(1);
        for (const document of documents) life.does(secondAtMission, the, VerifyRemainsDocument, { document });
        if (unconfirmed) life.does(mission, migrant, ConfirmDeath, { certifiedOn: life.today });
      },
    ],
    ["DEATH_ENTERED", `mission-${country}`, 2, () => void life.does(mission, the, EnterDeath, { mission: missionId })],
    ["LEGALISED", `mission-${country}`, 2, () => void life.does(mission, the, LegalisePapers, { mission: missionId })],
    [
      "CARGO_BOOKED",
      `mission-${country}`,
      3,
      () => void life.does(mission, the, BookCargo, { route: "AIR", leaves: life.in(3) }),
    ],
    [
      "DEPARTED",
      `mission-${country}`,
      3,
      () => {
        if (whole)
          life.does(mission, the, RecordAccompaniment, {
            agencies: [missionId],
            leg: "JOURNEY_HOME",
            source: "MISSION",
          });
        life.does(mission, the, RecordRemainsDeparture, { route: "AIR" });
      },
    ],
    [
      "ARRIVED",
      landing.unit,
      1,
      () =>
        void life.does(officer(landing.unit), the, RecordRemainsArrival, {
          place: landing.place,
          region: landing.region,
        }),
    ],
    [
      "CUSTOMS_RELEASED",
      "customs",
      1,
      () => {
        const quarantine = { step: "QUARANTINE_PERMITTED", agency: agencyId("quarantine"), due: life.in(1) };
        life.does(mission, the, AssignStep, quarantine);
        life.does(officer("quarantine"), the, PermitQuarantine, {});
        life.does(officer("customs"), the, ReleaseFromCustoms, {});
        life.does(officer(landing.unit), the, RecordRemainsOnward, {
          by: "AMBULANCE",
          towards: person.regency,
        });
      },
    ],
    [
      "HANDED_OVER",
      unitKey,
      2,
      () => {
        const received = noFamily
          ? { agency: agencyId("kemensos") }
          : { recipient: relative!, relation, witness: witness() };
        life.does(unit, the, HandOverRemains, { ...received, region: person.regency });
      },
    ],
    [
      "LAID_TO_REST",
      unitKey,
      1,
      () => {
        life.does(unit, the, RecordLaidToRest, { country: "ID", region: person.regency, manner: "BURIED" });
        life.does(unit, migrant, RecordReturn, { cause: "DEATH", region: person.regency, repatriation });
        life.does(unit, migrant, CloseJourney, { reason: "DEATH" });
      },
    ],
    ["CLAIMS_RECORDED", "bpjs", 40, () => claimed(life, random, the, insured, whole)],
  ];
  for (const [i, [step, agency, days, tell]] of steps.entries()) {
    // Who is to do it must see it: the mission has all that it has not given to another.
    if (stuckAfter === i || random.chance(0.4) || agency !== `mission-${country}`)
      life.does(mission, the, AssignStep, { step, agency: agencyId(agency), due: life.in(days + 5) });
    if (stuckAfter === i) return GOES_ON;
    life.pass(random.integer(1, days * 2));
    tell();
  }
  if (whole) {
    life.pass(3);
    life.does(mission, the, InventoryBelongings, {
      items: 11,
      inventory: "Pakaian, telepon genggam, dompet, buku tabungan, surat-surat",
    });
  }
  life.pass(5);
  life.does(officer(ministryOn(life.today)), the, CloseRepatriation, { reason: "COMPLETED" });
  return { over: life.today, home: true };
}

/** What the heirs are owed: the insurance's benefit, wages that were not paid. */
function claimed(
  life: Life,
  random: Random,
  the: readonly [typeof repatriationDecider, string],
  insured: boolean,
  whole: boolean,
): void {
  const bpjs = officer("bpjs");
  if (!insured)
    return void life.does(bpjs, the, MarkNotApplicable, { step: "CLAIMS_RECORDED", reason: "NO_INSURANCE" });
  life.does(bpjs, the, RecordClaim, { programme: "JKM", outcome: "FILED", amount: JKM_AT_WORK });
  if (!whole && random.chance(0.4)) return;
  life.pass(30);
  life.does(bpjs, the, RecordClaim, { programme: "JKM", outcome: "PAID", amount: JKM_AT_WORK });
  if (!whole) return;
  life.does(bpjs, the, RecordClaim, { programme: "SCHOLARSHIP", outcome: "FILED" });
  life.does(officer(ministryOn(life.today)), the, RecordClaim, {
    programme: "UNPAID_WAGES",
    outcome: "PAID",
    amount: { amount: 312_000, currency: "MYR" },
  });
}
