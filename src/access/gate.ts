import { idsIn, tellsWho } from "./ids-in.js";
import type { Masked } from "../privacy/masking.js";
import type { Caller } from "./caller.js";
import { concealed, type Concealed } from "./concealed.js";
import { sightKey } from "./need-to-know.view.js";
import { hiddenParts, type HiddenParts } from "./policy.js";
import type { RequestContext } from "./request-context.js";
import type { Sight } from "./sight.js";

const HIDDEN: Masked = { masked: "hidden" };

/** A UUID, and the word before it where that may be the category of a stream: `person-<uuid>`, `case/<uuid>`. */
const IDS = /(?:([A-Za-z]+)[-/])?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/gi;
const UUID_LENGTH = 36;

/** What a field holds the id of, where that is no person. */
const CATEGORY_OF_FIELD: Readonly<Record<string, Concealed>> = {
  case: "case",
  cases: "case",
  repatriation: "repatriation",
  referral: "referral",
  outreach: "outreach",
  offer: "offer",
  file: "file",
  files: "file",
  evidence: "file",
  identityLink: "identityLink",
};

/** All that stays of an object that tells of a hidden person: which one of a list it is, and in which role. */
const STAYS: ReadonlySet<string> = new Set(["id", "party", "role", "pointer"]);

/**
 * The one gate through which every answer and every problem leaves. It hides the parts that a role or a kind of agency
 * is not shown (`CONFIDENTIAL_PARTS`), and ids of persons, and of streams, that are out of the caller's sight or sealed
 * from them. Personal fields come here opened already, by `openFields`.
 *
 * Where a hidden id stands, the answer says `{"masked":"hidden"}`. An object inside of a row that tells of a hidden
 * person keeps its id and role only, and a row of a list whose own id is hidden is left out.
 */
export class Gate {
  constructor(private readonly sight: Pick<Sight, "concealedAmong">) {}

  /**
   * What may leave of an answer.
   * @param context of the request under way; without a caller nothing personal is answered, and all of it may leave
   * @param sent what the caller named: to be told one's own words tells nothing
   * @throws where sight can't be told: then nothing may leave
   */
  async passes(answer: unknown, context: RequestContext | undefined, sent: unknown): Promise<unknown> {
    const caller = context?.caller;
    if (caller === undefined) return answer;
    const shown = withoutParts(answer, hiddenParts(caller.role, caller.jurisdiction.kind));
    return this.#withoutHidden(shown, caller, idsIn([sent, [...(context?.disclosed ?? [])]]));
  }

  async #withoutHidden(answer: unknown, caller: Caller, known: ReadonlySet<string>): Promise<unknown> {
    const keys = new Set<string>();
    collect(answer, "", known, keys);
    if (keys.size === 0) return answer;
    const hidden = await this.sight.concealedAmong(caller, [...keys]);
    return hidden.size === 0 ? answer : new Masking(known, hidden).answer(answer);
  }
}

/** Keys under which the need to know what a text names would stand. */
function keysIn(text: string, field: string, known: ReadonlySet<string>): string[] {
  if (text.length < UUID_LENGTH) return [];
  return [...text.matchAll(IDS)].flatMap(([, word, uuid]) => {
    const id = uuid!.toLowerCase();
    if (known.has(id)) return [];
    const category = (word === undefined ? undefined : concealed(word)) ?? CATEGORY_OF_FIELD[field];
    return category === undefined ? [sightKey("person", id)] : [sightKey(category, id)];
  });
}

/** What stands under a name of a list is in the list. */
function collect(value: unknown, field: string, known: ReadonlySet<string>, keys: Set<string>): void {
  if (typeof value === "string") for (const key of keysIn(value, field, known)) keys.add(key);
  if (value === null || typeof value !== "object") return;
  if (Array.isArray(value)) for (const each of value) collect(each, field, known, keys);
  else
    for (const name of Object.keys(value)) {
      const each = (value as Record<string, unknown>)[name];
      const isLeaf = typeof each === "string" ? each.length < UUID_LENGTH : each === null || typeof each !== "object";
      if (isLeaf && name.length < UUID_LENGTH) continue;
      if (tellsWho(name, each)) continue;
      collect(name, "", known, keys);
      collect(each, name === "id" ? field : name, known, keys);
    }
}

/** An answer without what is hidden; what holds nothing hidden is given as it is. */
class Masking {
  constructor(
    private readonly known: ReadonlySet<string>,
    private readonly hidden: ReadonlySet<string>,
  ) {}

  /** `data` of an answer is a row, or rows: each is what the caller asked for, and keeps what is not hidden of it. */
  answer(answer: unknown): unknown {
    if (answer === null || typeof answer !== "object" || Array.isArray(answer)) return this.#value(answer, "", false);
    const { data, ...about } = answer as { readonly data?: unknown };
    if (data === null || typeof data !== "object") return this.#value(answer, "", false);
    const rows = Array.isArray(data)
      ? data.filter((row) => !this.#isHiddenRow(row)).map((row: unknown) => this.#value(row, "", false))
      : this.#value(data, "", false);
    return { data: rows, ...(this.#value(about, "", false) as object) };
  }

  #isHiddenRow(row: unknown): boolean {
    const id = row !== null && typeof row === "object" ? (row as { readonly id?: unknown }).id : undefined;
    return typeof id === "string" && this.#isHidden(id, "");
  }

  #isHidden(text: string, field: string): boolean {
    return keysIn(text, field, this.known).some((key) => this.hidden.has(key));
  }

  #value(value: unknown, field: string, nested: boolean): unknown {
    if (typeof value === "string") return this.#isHidden(value, field) ? HIDDEN : value;
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) {
      const copy = value.map((each: unknown) => this.#value(each, field, true));
      return copy.some((each, i) => each !== value[i]) ? copy : value;
    }
    const own = Object.entries(value).map(([name, each]) => [name, each, tellsWho(name, each)] as const);
    const tellsOfHidden =
      nested &&
      own.some(
        ([name, each, who]) =>
          !who && typeof each === "string" && this.#namesHiddenPerson(each, name === "id" ? field : name),
      );
    let changed = false;
    const copy: Record<string, unknown> = {};
    for (const [name, each, who] of own) {
      const masked = who ? each : this.#value(each, name === "id" ? field : name, true);
      changed ||= masked !== each;
      if (tellsOfHidden && masked !== HIDDEN && !STAYS.has(name)) continue;
      if (this.#isHidden(name, "")) changed = true;
      else copy[name] = masked;
    }
    return changed || tellsOfHidden ? copy : value;
  }

  /** An id by itself: a longer text may name a person and be about something else. */
  #namesHiddenPerson(text: string, field: string): boolean {
    return text.length === UUID_LENGTH && CATEGORY_OF_FIELD[field] === undefined && this.#isHidden(text, field);
  }
}

/** An answer without the parts that its caller is not shown. */
function withoutParts(value: unknown, parts: HiddenParts): unknown {
  if (parts.fields.size === 0 || value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) {
    const copy = value.filter((each) => !isOfPart(each, parts)).map((each: unknown) => withoutParts(each, parts));
    return copy.length !== value.length || copy.some((each, i) => each !== value[i]) ? copy : value;
  }
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(value)) {
    const each = (value as Record<string, unknown>)[name];
    // What is only true or false is another thing of the same name.
    const hidden = (parts.fields.has(name) && typeof each !== "boolean") || isOfPart(each, parts);
    const masked = hidden ? HIDDEN : withoutParts(each, parts);
    if (masked !== each) (copy ??= { ...value })[name] = masked;
  }
  return copy ?? value;
}

/** An event of such a part, or what differs in one. */
function isOfPart(value: unknown, { fields, events }: HiddenParts): boolean {
  if (value === null || typeof value !== "object") return false;
  const { type, pointer } = value as { readonly type?: unknown; readonly pointer?: unknown };
  if (typeof type === "string" && events.has(type)) return true;
  return typeof pointer === "string" && pointer.split("/").some((step) => fields.has(step));
}
