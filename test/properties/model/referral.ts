import { ofType, valuesOf, type Told } from "./told.js";

interface Share {
  readonly person: string;
  readonly role: string;
  readonly classes: readonly string[];
  readonly whole: boolean;
}

/** What each thing that may happen to a referral leaves it as; what is not here leaves it as it is. */
const BECOMES: { readonly [type: string]: string } = {
  ReferralSent: "SENT",
  ReferralInformationAsked: "INFORMATION_ASKED",
  ReferralAccepted: "ACCEPTED",
  ReferralDeclined: "DECLINED",
  ReferralWithdrawn: "WITHDRAWN",
  ReferralExpired: "EXPIRED",
  ReferralCompleted: "COMPLETED",
};

/** A referral, of all that happened to it. */
export function referralIn(events: readonly Told[]) {
  const sent = ofType(events, "ReferralSent")[0]!;
  const { to, matter, answerBy, person, case: incident, repatriation, step, page } = sent.facts;
  const told = ofType(events, "ReferralSent", "ReferralInformationGiven");
  let state = "";
  let since = "";
  for (const { type, recordedAt } of events) {
    const answers = type === "ReferralInformationGiven" && state === "INFORMATION_ASKED";
    const next: string = answers ? "SENT" : (BECOMES[type] ?? state);
    if (next !== state) since = recordedAt;
    state = next;
  }
  const accepted = ofType(events, "ReferralAccepted").at(-1);
  return {
    state,
    since,
    sent: sent.recordedAt,
    command: sent.envelope["commandId"] as string,
    from: sent.actor.agency,
    sender: sent.actor.id as string | null,
    to: to as string | null,
    matter,
    person: person ?? null,
    case: incident ?? null,
    repatriation: repatriation ?? null,
    step: step ?? null,
    answerBy: answerBy as string,
    page: page ?? null,
    shares: sharesIn(told.flatMap(({ facts }) => facts["shares"] as Share[])),
    files: [...new Set(told.flatMap(({ facts }) => facts["files"] as string[]))],
    officer: (accepted && (accepted.facts["officer"] ?? accepted.actor.id)) ?? null,
    outcome: ofType(events, "ReferralCompleted")[0]?.facts["outcome"] ?? null,
    instead: ofType(events, "ReferralDeclined")[0]?.facts["instead"] ?? null,
    turns: events.filter(({ type }) => type in BECOMES || SAID.includes(type)).map(turnOf),
  };
}

const SAID = ["ReferralInformationGiven", "ReferralReportedBack"];

function sharesIn(all: readonly Share[]): Share[] {
  return [...Map.groupBy(all, ({ person }) => person)].map(([person, stated]) => ({
    person,
    role: stated[0]!.role,
    classes: [...new Set(stated.flatMap(({ classes }) => classes))],
    whole: stated.some(({ whole }) => whole),
  }));
}

function turnOf(event: Told): object {
  const { id, type, recordedAt, actor, facts } = event;
  const officer = actor.kind === "OFFICER";
  return {
    event: id,
    what: type.slice("Referral".length),
    at: recordedAt,
    agency: officer ? actor.agency : null,
    officer: officer ? actor.id : null,
    reason: facts["reason"] ?? null,
    fields: valuesOf(event, "narrative"),
  };
}
