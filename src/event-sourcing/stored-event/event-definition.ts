import { Type, type Static, type TObject } from "typebox";
import { Compile, type Validator } from "typebox/compile";
import type { FieldClass, PersonalFields, Subject } from "./envelope.js";
import type { JsonObject } from "./json.js";
import type { KindsOfText } from "./personal-text.js";
import type { OccurredAt } from "./occurred-at.js";
import type { EventRecord } from "./event-record.js";
import type { SightDeclaration } from "./sight.js";

/** A name for readers. */
export interface Title {
  readonly en: string;
  readonly indonesian: string;
}

/**
 * What can have happened: a type of event, its plain facts, and its personal fields by class. The schemas are the
 * single source of the TypeScript types, of the check before an append, and of what a correction may change.
 */
export interface EventDefinition<Name extends string = string, Facts extends TObject = TObject> {
  readonly type: Name;
  /** What it is called in a timeline. */
  readonly title: Title;
  /** Version of the schema, from 1. */
  readonly version: number;
  readonly facts: Facts;
  /** Names of the personal fields that may be sealed, by class; every value is text. */
  readonly personal: PersonalFields;
  /** Personal fields that commands take, and answers give, as a list or a number. */
  readonly kinds: KindsOfText;
  /** Who comes to see what by an event of this type, of whichever version. */
  readonly sight: SightDeclaration;
  /** From a version to the next: `{ 1: (facts) => factsOfVersion2 }`. */
  readonly upcasters: { readonly [version: number]: (facts: JsonObject) => JsonObject };
  /**
   * An event of this type may take sight away from somebody: a seal, an end, a withdrawal. Its command answers success
   * only when the views that decide sight have it, and reads wait for it. A type whose `sight` says that work passes
   * on, ends or loses a party need not say it again.
   */
  readonly narrows?: true;
  /** A step that may turn out never to have happened: then it is withdrawn, and whatever it let see. */
  readonly withdrawable?: true;
  readonly check: Validator;
}

/** Where the words of a source about the time of an event are kept: a narrative that an event of any type may have. */
export const TIME_AS_REPORTED = "occurredAt.asReported";

/** Stands for the personal fields of a type that may carry any. */
export const ANY_PERSONAL_FIELD = Object.freeze({});

/** Marks a fact that ties an event to another (a document's id, a journey's): a correction can't change it. */
export const FIXED = { fixed: true } as const;

/**
 * Marks a fact that no answer shows, not even to who sees every event: a secret is checked by it. It can't be corrected
 * either.
 */
export const UNSHOWN = { ...FIXED, unshown: true } as const;

export function defineEvent<Name extends string, Facts extends TObject>(definition: {
  type: Name;
  title: Title;
  version?: number;
  facts: Facts;
  sight: SightDeclaration;
  personal?: PersonalFields;
  kinds?: KindsOfText;
  upcasters?: { readonly [version: number]: (facts: JsonObject) => JsonObject };
  narrows?: true;
  withdrawable?: true;
}): EventDefinition<Name, Facts> {
  const facts = Type.Object(definition.facts.properties, {
    additionalProperties: false,
  }) as unknown as Facts;
  let check: Validator | undefined;
  return {
    version: 1,
    personal: {},
    kinds: {},
    upcasters: {},
    ...definition,
    sight: definition.withdrawable
      ? definition.sight.map((rule) => ({ ...rule, revocable: true as const }))
      : definition.sight,
    facts,
    // Compiled when it is first used: a thread that only reads checks nothing.
    get check() {
      return (check ??= Compile(facts) as Validator);
    },
  };
}

/** A stored event of a definition, as state and views read it. */
export type RecordOf<D> = D extends EventDefinition<infer Name, infer Facts> ? EventRecord<Name, Static<Facts>> : never;

/** An event that a decision makes; the command handling adds the rest of the envelope. */
export interface NewEvent<Name extends string = string, Facts = JsonObject> {
  readonly type: Name;
  readonly facts: Facts;
  readonly subjects: readonly Subject[];
  readonly occurredAt: OccurredAt;
  /** The words of the source about the time; sealed as a narrative. */
  readonly asReported?: string | undefined;
  readonly personal?: readonly PersonalPart[] | undefined;
  readonly corrects?: { readonly event: string; readonly revision: number } | undefined;
}

/** Personal fields to be sealed: those of one person and class, or a narrative with all whom it names. */
export interface PersonalPart {
  /** Null for a narrative. */
  readonly person: string | null;
  readonly class: FieldClass;
  readonly names?: readonly string[];
  /** Undefined values are left out; a part with none is not written. */
  readonly values: { readonly [path: string]: string | undefined };
}

/** What a decision of a definition makes. */
export type NewEventOf<D> = D extends EventDefinition<infer Name, infer Facts> ? NewEvent<Name, Static<Facts>> : never;

/** Makes an event of a definition, typed by its schema. */
export function newEvent<Name extends string, Facts extends TObject>(
  definition: EventDefinition<Name, Facts>,
  event: Omit<NewEvent<Name, Static<Facts>>, "type">,
): NewEvent {
  return { type: definition.type, ...event } as unknown as NewEvent;
}

/** Definitions of various types, for those who only pass them on. */
export function anyDefinitions(definitions: readonly { readonly type: string }[]): readonly EventDefinition[] {
  return definitions as unknown as readonly EventDefinition[];
}
