import { applyDecorators } from "@nestjs/common";
import type { Given, Load } from "../event-sourcing/deciding/decider.js";
import { resolveTime, type OccurredAt, type ReportedTime } from "../event-sourcing/stored-event/occurred-at.js";
import { fieldsIn, listedIn, UuidField, type FieldOptions } from "./fields.js";
import { objectsIn, valuesIn, type ObjectInBody } from "./in-body.js";

/** What a decision knows where a field names something by its id. */
export interface Named {
  /** Path of the field in the body. */
  readonly field: string;
  /** When that happened which the command records. */
  readonly at: OccurredAt;
  readonly given: Given;
  /** State of the command's own stream. */
  readonly own: unknown;
  /** What another field of the same object names, as it was loaded; undefined where it names nothing. */
  readonly beside: (name: string) => { readonly id: string; readonly state: unknown } | undefined;
}

/** A kind of thing that a field can name by its id: how it is loaded, and what must hold of it. */
export interface Reference<State> {
  readonly load: (id: string) => Load<State>;
  /** @throws Rejection, InvalidField: naming the id, or the field */
  readonly assert: (state: State, id: string, named: Named) => void;
}

interface ReferenceOfBody {
  readonly name: string;
  readonly reference: Reference<unknown>;
}

const REFERENCES = Symbol("references");

/** The id of something that must be there: `command` loads it, and asserts what the reference says. */
export const ReferenceField = <State>(reference: Reference<State>, options: FieldOptions = {}): PropertyDecorator =>
  applyDecorators(
    listedIn(REFERENCES, (name): ReferenceOfBody => ({ name, reference: reference as Reference<unknown> })),
    UuidField(options),
  ) as PropertyDecorator;

interface Found extends ReferenceOfBody {
  readonly field: string;
  readonly id: string;
  readonly holder: ObjectInBody;
}

function referencesIn(body: new () => object, data: object): Found[] {
  return [...objectsIn(body, data)].flatMap((holder) =>
    fieldsIn<ReferenceOfBody>(REFERENCES, holder.type.prototype as object).flatMap(({ name, reference }) =>
      valuesIn(holder, name).map(([field, id]): Found => ({ name, reference, field, id: String(id), holder })),
    ),
  );
}

const keyOf = ({ aggregate, id }: Load<unknown>) => `named/${aggregate.category}-${id}`;

/** What the references of a body must load, each stream once. */
export function namedLoads(body: new () => object, data: object): { readonly [key: string]: Load<unknown> } {
  return Object.fromEntries(
    referencesIn(body, data).map(({ reference, id }) => {
      const load = reference.load(id);
      return [keyOf(load), load];
    }),
  );
}

/** @throws what the references of a body throw of what they name */
export function assertNamed(body: new () => object, data: object, own: unknown, given: Given<unknown>): void {
  const found = referencesIn(body, data);
  if (found.length === 0) return;
  const loaded = given.loaded as { readonly [key: string]: unknown };
  const at = resolveTime((data as { readonly occurred?: ReportedTime }).occurred, given.now);
  const stateOf = ({ reference, id }: Found) => loaded[keyOf(reference.load(id))];
  for (const each of found) {
    const beside = (name: string) => {
      const other = found.find((candidate) => candidate.holder.value === each.holder.value && candidate.name === name);
      return other && { id: other.id, state: stateOf(other) };
    };
    each.reference.assert(stateOf(each), each.id, { field: each.field, at, given, own, beside });
  }
}
