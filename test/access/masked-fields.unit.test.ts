import { describe, expect, test } from "@jest/globals";
import type { Caller } from "../../src/access/caller.js";
import { hiddenFrom } from "../../src/access/masked-fields.js";
import type { Role } from "../../src/access/roles.js";
import { FIELD_CLASSES, type FieldClass, type SealedPart } from "../../src/event-sourcing/stored-event/envelope.js";
import { AGENCY, OFFICER } from "../given.js";

const [SEEN, UNSEEN, SEALED] = ["seen", "unseen", "sealed"] as const;

function caller(role: Role): Caller {
  return {
    actor: { kind: "OFFICER", id: OFFICER, onBehalfOf: null, agency: AGENCY, role },
    role,
    jurisdiction: { kind: null, region: null, country: null },
    predecessors: [],
    purpose: "PROTECTION",
    lawfulBasis: "PUBLIC_TASK",
  };
}

function part(fieldClass: FieldClass, more: Partial<SealedPart> & { stream?: string } = {}): SealedPart {
  const { stream = "case-1", ...rest } = more;
  const description = { scheme: "kawal-seal-2", key: "", stream, event: "" } as SealedPart["description"];
  return { person: SEEN, class: fieldClass, names: [], description, commitments: [], ciphertext: "", ...rest };
}
const narrative = (...names: string[]) => part("narrative", { person: null, names });

/** What is hidden of these parts, and what sight was asked about. */
async function hidden(role: Role, ...parts: SealedPart[]) {
  return hiddenOf(role, {}, ...parts);
}

/** The same, where of some of these only fields of some classes are shown. */
async function hiddenOf(role: Role, stated: { readonly [key: string]: readonly FieldClass[] }, ...parts: SealedPart[]) {
  const asked: string[] = [];
  const among = (wrong: readonly string[]) => async (_: Caller, ids: readonly string[]) => {
    asked.push(...ids);
    return new Set(ids.filter((id) => wrong.includes(id)));
  };
  const hides = await hiddenFrom(caller(role), {
    shown: async (_: Caller, keys: readonly string[]) => {
      asked.push(...keys);
      const unseen = [`person-${UNSEEN}`, `person-${SEALED}`, `company-${UNSEEN}`];
      const seen = keys.filter((key) => !unseen.includes(key));
      return new Map(seen.map((key) => [key, stated[key] ?? ("whole" as const)]));
    },
    sealedFrom: among([SEALED]),
    overFor: among(["referral-over"]),
    registered: among(["offer-own"]),
  })(parts);
  return { hides: parts.map(hides), asked };
}

describe("a personal field is hidden", () => {
  test.each([
    ["VILLAGE_OFFICER", ["identity", "contact"]],
    ["CASEWORKER", ["identity", "contact", "health", "trafficking", "shelter", "finance", "narrative"]],
    ["INVESTIGATOR", ["identity", "contact", "trafficking", "finance", "reporter", "narrative"]],
    ["SUPERVISOR", FIELD_CLASSES],
    ["ADMINISTRATOR", ["identity"]],
    ["AUDITOR", []],
    ["ANALYST", []],
    ["MACHINE_CLIENT", []],
  ] as const)("from a %s where it is of another class than %j", async (role, open) => {
    const { hides } = await hidden(role, ...FIELD_CLASSES.map((each) => part(each)));
    expect(FIELD_CLASSES.filter((_, i) => !hides[i]).toSorted()).toEqual([...open].toSorted());
  });

  test("where the person is out of sight, in whatever it stands", async () => {
    const { hides } = await hidden("CASEWORKER", part("identity"), part("identity", { person: UNSEEN }));
    expect(hides).toEqual([false, true]);
  });

  test("where a narrative names somebody sealed; whom the caller merely does not see may be told of", async () => {
    const { hides } = await hidden("CASEWORKER", narrative(SEEN, SEALED), narrative(SEEN, UNSEEN), narrative());
    expect(hides).toEqual([true, false, false]);
  });

  test("where it is of another class than what was shared of the person", async () => {
    const parts = FIELD_CLASSES.filter((each) => each !== "narrative").map((each) => part(each));
    const { hides } = await hiddenOf("SUPERVISOR", { [`person-${SEEN}`]: ["identity", "health"] }, ...parts);
    expect(parts.flatMap(({ class: of }, i) => (hides[i] ? [] : of)).toSorted()).toEqual(["health", "identity"]);
  });

  test("where it is a narrative of a page that was shared without these", async () => {
    const without = await hiddenOf("SUPERVISOR", { "case-1": [] }, narrative(SEEN), part("identity"));
    expect(without.hides).toEqual([true, false]);
    expect((await hiddenOf("SUPERVISOR", { "case-1": ["narrative"] }, narrative(SEEN))).hides).toEqual([false]);
  });

  test("where it is a narrative of a referral that names somebody out of sight", async () => {
    const asked = (...names: string[]) => part("narrative", { person: null, names, stream: "referral-1" });
    const { hides } = await hidden("CASEWORKER", asked(SEEN), asked(SEEN, UNSEEN));
    expect(hides).toEqual([false, true]);
  });

  test("where it is a narrative of a referral that names nobody, and has ended for who received it", async () => {
    const asked = (id: string, ...names: string[]) =>
      part("narrative", { person: null, names, stream: `referral-${id}` });
    const { hides } = await hidden("CASEWORKER", asked("live"), asked("over"), asked("over", SEEN));
    expect(hides).toEqual([false, true, false]);
  });

  test("where it is who reported an offer, from whoever sees the offer and did not receive the report", async () => {
    const reported = (id: string) => part("reporter", { stream: `offer-${id}` });
    const { hides } = await hidden("SUPERVISOR", reported("own"), reported("other"), part("reporter"));
    expect(hides).toEqual([false, true, false]);
    expect((await hidden("CASEWORKER", reported("own"))).hides).toEqual([true]);
  });

  test("where a company's name is of one out of sight, and by the company's sight alone", async () => {
    const company = (id: string) => part("identity", { person: id, stream: `company-${id}` });
    const { hides, asked } = await hidden("CASEWORKER", company(UNSEEN), company(SEEN));
    expect(hides).toEqual([true, false]);
    expect(asked).toEqual([`company-${UNSEEN}`, `company-${SEEN}`]);
  });

  test("not where it is an officer's, for roles that read which officers an office has", async () => {
    const name = part("identity", { person: UNSEEN, stream: `officer-${UNSEEN}` });
    // An auditor is shown who acted, and nobody else's name.
    for (const role of ["ADMINISTRATOR", "CASEWORKER", "AUDITOR"] as const)
      expect((await hidden(role, name)).hides).toEqual([false]);
    expect((await hidden("AUDITOR", part("identity"))).hides).toEqual([true]);
    expect((await hidden("ANALYST", name)).hides).toEqual([true]);
  });

  test("without a question about anybody, where the role reads no field", async () => {
    const { asked } = await hidden("AUDITOR", part("identity", { person: UNSEEN }), narrative(SEALED));
    expect(asked).toEqual([]);
  });
});
