import { hashOf, STORED_FORMAT, type Envelope, type FieldClass, type PersonalFields } from "./envelope.js";
import { LIMITS } from "../../limits.js";
import { EXPLANATION, FactCorrected } from "./correction.js";
import {
  ANY_PERSONAL_FIELD,
  anyDefinitions,
  TIME_AS_REPORTED,
  type EventDefinition,
  type NewEvent,
  type Title,
} from "./event-definition.js";
import type { EventRecord } from "./event-record.js";
import type { RawEvent } from "./event-store.js";
import { assertNotFirstForm } from "./first-form.js";
import type { JsonObject } from "./json.js";
import type { KindOfField, KindOfText } from "./personal-text.js";
import { sightOfCorrection, takesAway, wrongInSight, type SightDeclaration } from "./sight.js";

/** Every event type of the service, by name; reads stored bytes and checks new events. */
export class EventRegistry {
  readonly #definitions = new Map<string, EventDefinition>();
  readonly #kinds = new Map<string, KindOfText>();
  readonly #mayHold = new Map<string, PersonalFields>();
  readonly #unshown = new Map<string, readonly string[]>();

  constructor(definitions: readonly EventDefinition[]) {
    for (const definition of [...anyDefinitions([FactCorrected]), ...definitions]) {
      if (this.#definitions.has(definition.type)) throw new Error(`two definitions of ${definition.type}`);
      for (let version = 1; version < definition.version; version++)
        if (!definition.upcasters[version]) throw new Error(`${definition.type}: no upcaster from version ${version}`);
      if (Object.values(definition.title).some((words) => words.trim() === ""))
        throw new Error(`${definition.type} has no title in both languages`);
      const wrong = wrongInSight(definition.sight, definition.facts);
      if (wrong !== undefined) throw new Error(`${definition.type} ${wrong}`);
      this.#definitions.set(definition.type, definition);
      const unshown = Object.entries(definition.facts.properties as Record<string, { unshown?: true }>);
      this.#unshown.set(
        definition.type,
        unshown.flatMap(([name, schema]) => (schema.unshown === true ? name : [])),
      );
      for (const [fieldClass, kinds] of Object.entries(definition.kinds))
        for (const [path, kind] of Object.entries(kinds)) {
          // An answer knows the class and the path of a field, and not the type of its event.
          const before = this.#kinds.get(`${fieldClass}/${path}`) ?? kind;
          if (before !== kind) throw new Error(`${definition.type}: ${fieldClass} ${path} is a ${before} elsewhere`);
          this.#kinds.set(`${fieldClass}/${path}`, kind);
        }
    }
  }

  /** What the sealed text of a field stands for; undefined for text itself. */
  readonly kindOf: KindOfField = (fieldClass, path) => this.#kinds.get(`${fieldClass}/${path}`);

  /** What a type is called; one that this release doesn't know, by its own name. */
  titleOf(type: string): Title {
    return this.#definitions.get(type)?.title ?? { en: type, indonesian: type };
  }

  get types(): string[] {
    return [...this.#definitions.keys()];
  }

  /** @throws UnreadableEvent when the type is not registered */
  definition(type: string): EventDefinition {
    const definition = this.#definitions.get(type);
    if (!definition) throw new UnreadableEvent(`the event type ${type} is not known`);
    return definition;
  }

  /** Whether an event of this type may take sight away; of a type that nobody knows it must be assumed. */
  narrows(type: string): boolean {
    const definition = this.#definitions.get(type);
    return definition === undefined || definition.narrows === true || takesAway(definition.sight);
  }

  /**
   * Reads stored bytes.
   * @throws UnreadableEvent for a malformed payload, an unknown type, a schema of the future; FirstForm
   */
  read(raw: RawEvent): EventRecord {
    let envelope: Envelope;
    try {
      envelope = JSON.parse(textOf(raw.bytes)) as Envelope;
    } catch {
      throw new UnreadableEvent(`event ${raw.number} is no JSON`);
    }
    assertNotFirstForm(envelope);
    if (envelope?.format !== STORED_FORMAT || envelope.stream !== raw.stream || envelope.revision !== raw.revision)
      throw new UnreadableEvent(`event ${raw.number} is no envelope of ${raw.stream}@${raw.revision}`);
    const { version, upcasters } = this.definition(envelope.type);
    if (envelope.schema > version)
      throw new UnreadableEvent(`${envelope.type} has schema ${envelope.schema}, newer than ${version}`);
    let facts = envelope.facts;
    for (let from = envelope.schema; from < version; from++) facts = upcasters[from]!(facts);
    const sight = this.#sightOf(envelope.type, facts);
    const mayHold = this.mayHold(envelope.type, facts);
    const { number } = raw;
    const hash = hashOf(raw.bytes);
    const unshown = this.unshown(envelope.type);
    return {
      ...envelope,
      facts,
      number,
      hash,
      mayHold,
      ...(unshown.length > 0 && { unshown }),
      correctedBy: [],
      readAsOf: number,
      sight,
    };
  }

  /** Names of the facts of a type that no answer shows. */
  unshown(type: string): readonly string[] {
    return this.#unshown.get(type) ?? [];
  }

  /**
   * The personal fields that an event may have sealed, by class: those that its type declares, of a correction those of
   * the corrected type, and what an event of any type may say.
   */
  mayHold(type: string, facts: object): PersonalFields {
    const isCorrection = type === FactCorrected.type;
    const declaring = isCorrection ? (facts as FactCorrected["facts"]).correctedType : type;
    const name = `${isCorrection ? "of a correction/" : ""}${declaring}`;
    let fields = this.#mayHold.get(name);
    if (fields === undefined) {
      const personal = this.#definitions.get(declaring)?.personal ?? {};
      const own = isCorrection ? [EXPLANATION] : [];
      fields = { ...personal, narrative: [...(personal.narrative ?? []), TIME_AS_REPORTED, ...own] };
      this.#mayHold.set(name, fields);
    }
    return fields;
  }

  #sightOf(type: string, facts: JsonObject): SightDeclaration {
    if (type !== FactCorrected.type) return this.definition(type).sight;
    return sightOfCorrection(this.#definitions.get(facts.correctedType as string)?.sight ?? []);
  }

  /** Checks a new event against its schema: a mismatch is a fault of ours, found before anything is stored. */
  assertValid(event: NewEvent): void {
    const definition = this.definition(event.type);
    const wrong = [...definition.check.Errors(event.facts)].map((error) => `${error.instancePath} ${error.message}`);
    for (const part of event.personal ?? [])
      for (const path of Object.keys(part.values))
        if (!this.hasPersonalField(event.type, part.class, path)) wrong.push(`${part.class} has no field ${path}`);
    if (wrong.length > 0) throw new InvalidEvent(`${event.type}: ${wrong.join("; ")}`);
  }

  hasPersonalField(type: string, fieldClass: FieldClass, path: string): boolean {
    const { personal } = this.definition(type);
    return personal === ANY_PERSONAL_FIELD || personal[fieldClass]?.includes(path) === true;
  }

  /** What a correction of an event of this type would leave wrong: JSON pointers into the facts, with the reason. */
  errorsOf(type: string, facts: JsonObject): { field: string; message: string }[] {
    return [...this.definition(type).check.Errors(facts)].map((error) => ({
      field: error.instancePath,
      message: error.message,
    }));
  }
}

/** Without a copy of the bytes. */
function textOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("utf8");
}

/** A stored event that this version of the service can't read; it is parked, and the rest goes on. */
export class UnreadableEvent extends Error {}

/** A decision made an event that its own schema refuses. */
export class InvalidEvent extends Error {}

export class EventTooLarge extends Error {
  constructor(readonly bytes: number) {
    super(`an event of ${bytes} bytes is over the limit of ${LIMITS.eventBytes.most}`);
  }
}
