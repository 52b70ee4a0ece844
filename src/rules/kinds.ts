import { Type, type Static, type TSchema } from "typebox";
import { Compile } from "typebox/compile";

const Code = Type.String({ pattern: "^[A-Z0-9_]+$" });
const Source = Type.String({ maxLength: 300 });
const Providers = Type.Array(Code, {
  description:
    "Kinds of agencies (AGENCY_KINDS), or others (FAMILY, EMPLOYER, FOREIGN_AUTHORITY …), who can provide it",
});
const Document = Type.Object({
  kind: Code,
  providers: Providers,
  source: Source,
  /** A document that runs out: one with no last day of validity on record is not known to be unexpired. */
  expires: Type.Optional(Type.Boolean()),
});

/**
 * What each kind of rule set says. Rules are data with versions, as laws change: no `if` in the code knows a country.
 */
export const RULE_CONTENTS = {
  /** The documents that clearance needs, by scheme (UU 18/2017 art. 13). */
  PLACEMENT_DOCUMENTS: Type.Object({
    schemes: Type.Array(Type.Object({ scheme: Code, documents: Type.Array(Document) })),
    /** Youngest age in full years (UU 18/2017 art. 5). */
    minimumAge: Type.Integer(),
    /** Insurance programmes that must be active. */
    insurance: Type.Array(Code),
  }),
  /** Countries open to placement (UU 18/2017 art. 31); one that is not listed is closed. */
  DESTINATIONS: Type.Object({
    open: Type.Array(Type.Object({ country: Code, closedPositions: Type.Array(Code), source: Source })),
  }),
  /** The documents with which remains may leave, by disposition and route. */
  REMAINS_DOCUMENTS: Type.Object({
    sets: Type.Array(Type.Object({ disposition: Code, route: Code, documents: Type.Array(Document) })),
  }),
  /** The steps of bringing home the living, and remains, in order, and who can provide what each needs. */
  REPATRIATION_STEPS: Type.Object({
    living: Type.Array(Type.Object({ step: Code, providers: Providers, source: Source, optional: Type.Boolean() })),
    remains: Type.Array(Type.Object({ step: Code, providers: Providers, source: Source, optional: Type.Boolean() })),
  }),
  /** Categories of complaints, with how grave each is, what is usually done, and who leads. */
  CASE_CATEGORIES: Type.Object({
    categories: Type.Array(
      Type.Object({
        category: Code,
        /** 1 is the gravest. */
        severity: Type.Integer({ minimum: 1, maximum: 3 }),
        /** With one of these circumstances it is as grave as this. */
        graver: Type.Optional(
          Type.Object({ severity: Type.Integer({ minimum: 1, maximum: 3 }), circumstances: Type.Array(Code) }),
        ),
        /** Typical steps, in order. */
        steps: Type.Array(Code),
        /** Kinds of agencies, or others, that lead. */
        lead: Providers,
        source: Source,
      }),
    ),
    /**
     * Within how many days an agency says which of its officers has a case, by how grave it is. Absent: no such day.
     */
    assignWithin: Type.Optional(
      Type.Array(
        Type.Object({
          severity: Type.Integer({ minimum: 1, maximum: 3 }),
          days: Type.Integer({ minimum: 0, maximum: 365 }),
          source: Source,
        }),
      ),
    ),
  }),
  /** Which kinds of agencies another agency may refer something to, by what is asked for. */
  REFERRAL_MATTERS: Type.Object({
    matters: Type.Array(Type.Object({ matter: Code, receivers: Type.Array(Code), source: Source })),
  }),
  /** Signs of a dangerous offer that are asked about, what they amount to, and the advice that each calls for. Never a ban (I2). */
  RISK_CHECKLIST: Type.Object({
    flags: Type.Array(
      Type.Object({
        flag: Code,
        en: Type.String({ minLength: 1, maxLength: 200 }),
        indonesian: Type.String({ minLength: 1, maxLength: 200 }),
        weight: Type.Integer({ minimum: 0, maximum: 100 }),
        source: Source,
        /** Codes of `advice`. */
        advice: Type.Array(Code),
      }),
    ),
    /** Sums of weights from which a risk is MEDIUM, and HIGH. */
    bands: Type.Object({
      medium: Type.Integer({ minimum: 1, maximum: 1000 }),
      high: Type.Integer({ minimum: 1, maximum: 1000 }),
    }),
    advice: Type.Array(
      Type.Object({
        advice: Code,
        en: Type.String({ minLength: 1, maxLength: 300 }),
        indonesian: Type.String({ minLength: 1, maxLength: 300 }),
      }),
    ),
  }),
  /** What makes trafficking in persons, by the law of the day of the offence. */
  TRAFFICKING_INSTRUMENTS: Type.Object({
    /** The law as a code, e.g. UU_21_2007. */
    instrument: Code,
    acts: Type.Array(Code),
    means: Type.Array(Code),
    purposes: Type.Array(Code),
    /** Below this age, in full years, an act and a purpose suffice. Absent: means are always asked for. */
    childBelow: Type.Optional(Type.Integer()),
    childSource: Type.Optional(Source),
  }),
  /** How much time there is for what, and what follows when it is up. */
  DEADLINES: Type.Object({
    deadlines: Type.Array(
      Type.Object({
        rule: Code,
        en: Type.String({ minLength: 1, maxLength: 200 }),
        indonesian: Type.String({ minLength: 1, maxLength: 200 }),
        source: Source,
        /** Absent: until the end of the day that the event names. */
        length: Type.Optional(
          Type.Object({
            count: Type.Integer({ minimum: 1, maximum: 10_000 }),
            /** Hours are hours; working days are those of the calendar of the office that owes it. */
            unit: Type.Enum(["HOURS", "DAYS", "WORKING_DAYS", "MONTHS"]),
          }),
        ),
        /** Hours before it is due at which it warns. Absent: it does not. */
        warn: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
        /** Who is told that it was missed, so many hours after it was due. */
        ladder: Type.Array(
          Type.Object({
            step: Type.Enum(["OFFICER", "SUPERVISOR", "AGENCY_ABOVE"]),
            after: Type.Integer({ minimum: 0, maximum: 10_000 }),
          }),
        ),
      }),
    ),
  }),
} satisfies Record<string, TSchema>;

export type RuleKind = keyof typeof RULE_CONTENTS;
export type RuleContent<K extends RuleKind> = Static<(typeof RULE_CONTENTS)[K]>;
export const RULE_KINDS = Object.keys(RULE_CONTENTS) as RuleKind[];

const checks = Object.fromEntries(
  Object.entries(RULE_CONTENTS).map(([kind, schema]) => [kind, Compile(schema as TSchema)]),
);

/** What is wrong with the content of a rule set; empty when nothing is. */
export function contentErrors(kind: RuleKind, content: unknown): { field: string; message: string }[] {
  return [...checks[kind]!.Errors(content)].map((error) => ({ field: error.instancePath, message: error.message }));
}
