/*
 * Who may use which route, and of what. Written by hand from domain.md and the law, and importing nothing of the
 * service: what the service does is held against this, and a route or role without a row fails.
 */

/** Roles by a letter each. */
export const LETTERS = {
  V: "VILLAGE_OFFICER",
  C: "CASEWORKER",
  S: "SUPERVISOR",
  M: "MISSION",
  I: "INVESTIGATOR",
  A: "AUDITOR",
  N: "ANALYST",
  D: "ADMINISTRATOR",
  X: "MACHINE_CLIENT",
} as const;
export type Letter = keyof typeof LETTERS;

/** How an officer's agency stands to what a path names. */
export const RELATIONS = [
  "own",
  "assigned",
  "answersFor",
  "unrelated",
  "sealed",
  // The whole file of a person, and a paper, were shared with the agency by a referral, which is in this state.
  "referred",
  "accepted",
  "declined",
  "expired",
  "withdrawn",
] as const;
export type Relation = (typeof RELATIONS)[number];

/**
 * Roles that see something in a relation, of those that may use the route at all; `"*"` for all of these. Sealed: the
 * officer's own agency sealed it, and neither they nor a seal name them; its supervisors see it, and auditors see all.
 */
const SEEN: { readonly [R in Relation]: string } = {
  own: "*",
  assigned: "*",
  answersFor: "*",
  unrelated: "A",
  sealed: "SA",
  referred: "A",
  accepted: "A",
  declined: "A",
  expired: "A",
  withdrawn: "A",
};

/** What a live referral shares of a person: their whole file, with its papers and links. */
const SHARED: readonly Named[] = ["person", "migrant", "file", "identityLink"];
const LIVE_REFERRALS: readonly Relation[] = ["referred", "accepted"];
/** A referral is of its two sides, also when it has ended. */
const NO_SIDE: readonly Relation[] = ["answersFor", "unrelated"];

/** A seal takes no work away from the agency that has it: there the sealed person is masked. */
const WORK: readonly Named[] = ["case", "repatriation", "referral"];

/** Whether a role sees a thing to which its agency stands so. */
export function sees(letter: Letter, relation: Relation, named: Named): boolean {
  // Nobody but the office that received it: no place, and no person in it, lets anybody see an offer.
  if (named === "offer") return relation === "own" || relation === "sealed" || letter === "A";
  if (named === "referral" && relation !== "sealed") return NO_SIDE.includes(relation) ? letter === "A" : true;
  // It is of whoever recorded it, and of who answers for the place; no person's seal closes it.
  if (named === "outreach") return ["own", "answersFor", "sealed"].includes(relation) || letter === "A";
  if (LIVE_REFERRALS.includes(relation) && SHARED.includes(named)) return true;
  const seen = relation === "sealed" && WORK.includes(named) ? "*" : SEEN[relation];
  return seen === "*" || seen.includes(letter);
}

/**
 * What a path's id names, of which some may see one and not another. `nothing`: no such thing, or none that is
 * concealed.
 */
export type Named =
  | "person"
  | "migrant"
  | "case"
  | "repatriation"
  | "referral"
  | "offer"
  | "file"
  | "identityLink"
  | "outreach"
  | "nothing";

export interface Expectation {
  /** Letters of the roles that may use it; others get 403. */
  readonly roles: string;
  readonly names: Named;
  /** Whether sight of it is asked for: emergency access is the way in for who has none. */
  readonly unseen?: true;
  /** Kind of agency whose officers alone may use it: none of the offices that are asked here is one. */
  readonly only?: "COORDINATION";
  /** What a request without a token is answered, where that is not 200: the path names nothing that there is. */
  readonly answers?: 400;
}

const of = (roles: string, names: Named = "nothing"): Expectation => ({ roles, names });
const EVERYONE = "VCSMIANDX";
const PUBLIC = "public";
/** Village offices record, and read who somebody is; what became of them abroad is not theirs to read. */
const FIELD = "VCSM";
const CASE = "CSM";

const person = (roles: string) => of(roles, "person");
const migrant = (roles: string) => of(roles, "migrant");
const ofCase = (roles: string) => of(roles, "case");
const referral = (roles: string) => of(roles, "referral");
const offer = (roles: string) => of(roles, "offer");
const repatriation = (roles: string) => of(roles, "repatriation");
const outreach = (roles: string) => of(roles, "outreach");

const each = (base: string, paths: string, expectation: Expectation): Record<string, Expectation> =>
  Object.fromEntries(
    paths
      .trim()
      .split(/\s+/)
      .map((path) => [`POST ${base}/:id/${path}`, expectation]),
  );

export const EXPECTATIONS: { readonly [route: string]: Expectation } = {
  "GET /health/live": of(PUBLIC),
  "GET /health/ready": of(PUBLIC),
  // For this machine only, or with a token of its own: test/http/metrics-access.test.ts.
  "GET /metrics": of(PUBLIC),
  "GET me": of(EVERYONE),
  // Only where the store has users of its own.
  "POST sign-in": of(PUBLIC),
  "POST sign-in/refresh": of(PUBLIC),
  "POST sign-in/password": of(PUBLIC),
  "POST sign-out": of(PUBLIC),

  // Registers that are public, and kept by the administrator.
  "GET agencies": of(EVERYONE),
  "GET agencies/:id": of(EVERYONE),
  "GET companies": of(EVERYONE),
  "GET companies/:id": of(EVERYONE),
  "GET rules": of(EVERYONE),
  "GET responsible": of(EVERYONE),
  "GET regions": of(EVERYONE),
  "GET regions/:code": of(EVERYONE),
  "POST agencies": of("D"),
  ...each("agencies", "corrections end mandate-ends mandates names", of("D")),
  ...each("rules", "corrections editions", of("D")),
  // A deadline is seen by who sees what it is about: test/deadlines/deadlines.integration.test.ts.
  "GET deadlines": of("VCSMIA"),
  "GET deadlines/:id": of("VCSMIA"),
  ...each("deadlines", "pauses resumptions", of(CASE)),
  "POST deadlines/:id/waivers": of("S"),
  "GET calendars/:country/:year": of(EVERYONE),
  "POST calendars/:id/publications": of("D"),
  "POST companies": of("CSMD"),
  ...each("companies", "corrections licences names", of("CSMD")),

  // Officers, and what the machine can't take.
  // Whoever works in an office knows its officers; those of other offices only who may read all.
  "GET officers": of("VCSMIAD"),
  "GET officers/:id": of("VCSMIAD"),
  ...each("officers", "assignments assignment-ends corrections", of("D")),
  "GET parked": of("D"),
  "GET projections": of("D"),
  "GET projections/:projection": of("D"),
  "GET projections/orders/:order": of("D"),
  "POST projections/orders": of("D"),
  "POST parked/discards": of("D"),
  "POST parked/retries": of("D"),

  // Persons.
  "POST persons": of("VCSMIX"),
  "POST persons/search": of("VCSMI"),
  "GET persons/:id": person("VCSMIA"),
  "GET persons/:id/cases": person("CSMIAN"),
  "GET persons/:id/timeline": person("CSMIA"),
  "GET persons/:id/holders": person("CSMIA"),
  "GET persons/:id/state": person("CSMIA"),
  "GET persons/:id/difference": person("CSMIA"),
  ...each("persons", "contact identity do-not-tell do-not-tell-withdrawals", person(FIELD)),
  "POST persons/:id/corrections": person(CASE),
  ...each("persons", "seals seal-confirmations unsealing-proposals", person("CSMI")),
  "GET seals": of("SA"),
  "POST persons/:id/emergency-access": { ...person("CSMIA"), unseen: true },
  "POST persons/:id/emergency-access-reviews": person("SA"),
  "GET emergency-access": of("SA"),
  // What can't be undone is proposed by one officer and done by another.
  "POST persons/:id/emergency-access-readmissions": person("S"),
  "GET proposals": of("CSMIA"),
  "POST persons/:id/erasure-proposals": person(CASE),
  ...each("persons", "unsealings legal-hold-release-proposals", person("SI")),
  "GET persons/:id/reads": person("SA"),
  ...each("persons", "legal-holds legal-hold-releases", person("SI")),
  "POST persons/:id/erasures": person("S"),
  "GET persons/:id/subject-access-report": person("S"),
  "GET breach-notices/draft": of("AD"),
  "POST identity-links": of(CASE),
  "GET identity-links": of("CSMIA"),
  "GET identity-links/:id": of("CSMIA", "identityLink"),
  "POST identity-links/:id/confirmations": of("SM", "identityLink"),
  "POST identity-links/:id/unlink": of(CASE, "identityLink"),
  "POST identity-links/:id/corrections": of(CASE, "identityLink"),
  "POST files": of("VCSMI"),
  "GET files/:id": of("VCSMIA", "file"),
  "GET files/:id/content": of("VCSMI", "file"),

  // Migrants: a departure is decided by officials, and never by the village that registered it.
  "GET migrants": of("VCSMIAN"),
  "GET migrants/:id": migrant("VCSMIA"),
  ...each(
    "migrants",
    `arrivals closures departure-failures departures detentions documents employment-ends employments insurances
     journeys lost-contacts orientations placement-status registration reintegrations releases restored-contacts return-starts
     returns screenings withdrawals`,
    migrant(FIELD),
  ),
  ...each(
    "migrants",
    "clearances clearance-refusals departure-preventions document-verifications document-rejections",
    migrant(CASE),
  ),
  "POST migrants/:id/death-reports": migrant("VCSMI"),
  ...each("migrants", "death-confirmations death-withdrawals corrections step-withdrawals", migrant(CASE)),

  // Protection cases.
  "POST cases": of("VCSMIX"),
  "GET cases": of("CSMIAN"),
  "GET cases/live": of("CSMIAN"),
  "GET cases/:id": ofCase("CSMIA"),
  "GET cases/:id/timeline": ofCase("CSMIA"),
  "GET cases/:id/trail": ofCase("SA"),
  "GET cases/:id/holders": ofCase("CSMIA"),
  ...each(
    "cases",
    `actions administrative-closure assignments clarifications contacts corrections document-requests
     emergency-travel-documents exit-permits fines litigation mediations next-action-completions next-actions outcomes
     parties party-removals referral-ends referrals reopening resolution sanction-recommendations settlement-fulfilments settlements
     shelter-ends shelters step-withdrawals task-assignments task-completions task-drops task-moves tasks
     triage verification`,
    ofCase(CASE),
  ),
  ...each("cases", "trafficking-assessments trafficking-screenings", ofCase("CSMI")),

  // Repatriations.
  "POST repatriations": of(CASE),
  "GET repatriations": of("CSMIAN"),
  "GET repatriations/live": of("CSMIAN"),
  "GET repatriations/:id": repatriation("CSMIA"),
  "GET repatriations/:id/timeline": repatriation("CSMIA"),
  "GET repatriations/:id/trail": repatriation("SA"),
  "GET repatriations/:id/holders": repatriation("CSMIA"),
  ...each(
    "repatriations",
    `accompaniments assignments autopsy belongings burial cancellation cargo claims closure corrections cremation
     customs-release death-entry debarkation departure disclosure-flags dispositions document-rejections
     document-verifications documents exit-clearance family-notifications family-searches fit-to-travel funding handover
     home-alone identity legalisation not-applicable-steps onward-legs quarantine-permit receptions reinstatement
     remains-arrival remains-departure remains-handover remains-onward-legs reported-outcomes step-withdrawals task-assignments task-completions task-drops task-moves tasks tickets
     travel-documents`,
    repatriation(CASE),
  ),
  // Referrals: village offices receive people who come home, and refer what they hear.
  "POST referrals": of("VCSMI"),
  "GET referrals": of("VCSMIA"),
  "GET referrals/:id": referral("VCSMIA"),
  ...each(
    "referrals",
    "acceptances completion information information-requests refusals reports withdrawal",
    referral("VCSMI"),
  ),
  ...each("referrals", "corrections step-withdrawals", referral(CASE)),

  // What sources counted tells of nobody; another officer verifies it.
  "GET datasets": of(EVERYONE),
  "GET datasets/total": of(EVERYONE),
  "GET datasets/:id": of(EVERYONE),
  "POST datasets": of("CSMN"),
  "POST datasets/:id/verifications": of("SN"),
  "POST datasets/:id/corrections": of("CSMN"),

  // What agencies agreed with each other is about nobody's file.
  "GET agreements": of("VCSMIAN"),
  "GET agreements/commitments": of("VCSMIAN"),
  "GET agreements/:id": of("VCSMIAN"),
  "POST agreements": of(CASE),
  ...each("agreements", "commitments commitment-statuses corrections step-withdrawals", of(CASE)),
  // Outreach is recorded in the village, and read by whoever answers for the place.
  "POST outreach": of(FIELD),
  "GET outreach": of("VCSMIAN"),
  "GET outreach/:id": outreach("VCSMIAN"),
  "POST outreach/:id/withdrawal": outreach(FIELD),
  "POST outreach/:id/corrections": outreach(CASE),

  // A report of a suspicious offer is the office's that received it, and nobody else's.
  "POST offers": of("VCSMI"),
  "GET offers": of("VCSMIA"),
  "GET offers/:id": offer("VCSMIA"),
  ...each("offers", "reviews findings closure follow-codes", offer("CSMI")),
  ...each("offers", "corrections", offer(CASE)),
  // Whoever has the number and the code.
  "POST public/follow": { ...of(PUBLIC), answers: 400 },

  // Village offices have the figures, and of cases not the list: few are not told to them.
  "GET figures": of("VCSMIAN"),
  "GET figures/:measure": of("VCSMIAN"),
  "GET figures/:measure/list": of("VCSMIAN"),
  "GET usage": of("SAN"),
  // Whoever: nothing but what was published. Two officers of the coordinating ministry publish.
  "GET public/tables": of(PUBLIC),
  "GET public/tables/:table": { ...of(PUBLIC), answers: 400 },
  "GET public/tables/:table/dictionary": { ...of(PUBLIC), answers: 400 },
  "GET public/catalog.jsonld": of(PUBLIC),
  "GET publications": { ...of("SN"), only: "COORDINATION" },
  "GET publications/:id": { ...of("SN"), only: "COORDINATION" },
  "POST publications/:id/proposals": { ...of("SN"), only: "COORDINATION" },
  "POST publications/:id/corrections": { ...of("SN"), only: "COORDINATION" },
  "POST publications/:id/approvals": { ...of("S"), only: "COORDINATION" },
  "GET work": of("VCSMI"),
  "GET work/live": of("VCSMI"),
  // Who heads an office, or is alone at a mission, hands its work over.
  "POST work/handover-previews": of("SM"),
  "POST work/handovers": of("SM"),
  "GET responsible/gaps": of("CSMIAN"),
  // Of the caller's own office; an auditor names one.
  "GET office/timeline": of("CSMIA"),
  "GET office/shelter-stays": of("CSMIA"),
};

/**
 * Lists, and what of each thing a list of an officer's shows; auditors see all, and analysts what their agency does.
 */
export const LISTS = {
  migrants: "migrant",
  cases: "case",
  repatriations: "repatriation",
  referrals: "referral",
  offers: "offer",
  "identity-links": "identityLink",
  outreach: "outreach",
} as const;
