import { applyDecorators } from "@nestjs/common";
import { ApiProperty, ApiPropertyOptional } from "@nestjs/swagger";
import { Transform, Type } from "class-transformer";
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from "class-validator";
import { isCalendarDate, isZone } from "../event-sourcing/stored-event/occurred-at.js";
import { LIMITS } from "../limits.js";
import { isCountry } from "../places/countries.js";
import { regionName } from "../places/regions.js";

/**
 * The kinds of field that commands have: each decorator both validates and describes. `optional()` goes before one.
 * The name of a constraint decides the type of the problem that a bad value gets (see `problems.ts`).
 */
export interface FieldOptions {
  readonly optional?: boolean;
  /** An array of such values. */
  readonly many?: boolean;
  readonly description?: string;
  readonly example?: unknown;
}

const MAX_NARRATIVE = LIMITS.narrativeCharacters.most;

/** One line of text; a name, a number as written. */
export const TextField = (max: number, options: FieldOptions = {}) =>
  field(options, { type: String, minLength: 1, maxLength: max }, (each) => [
    ...text(max, each),
    ValidateBy(
      {
        name: "isOneLine",
        validator: {
          validate: (value) => typeof value === "string" && !/[\t\n\r\u2028\u2029]/.test(value),
          defaultMessage: () => "$property must be one line, with no tab in it",
        },
      },
      { each },
    ),
  ]);

/** A code out of a list. */
export const CodeField = (codes: readonly string[], options: FieldOptions = {}) =>
  field(options, { enum: [...codes] }, (each) => [IsIn(codes, { each })]);

/** A UUID, brought to small letters: as ids are stored and compared. */
export const UuidField = (options: FieldOptions = {}) =>
  field(options, { type: String, format: "uuid" }, (each) => [
    IsUUID("all", { each }),
    Transform(({ value }: { value: unknown }) => (each && Array.isArray(value) ? value.map(inSmall) : inSmall(value))),
  ]);

const inSmall = (id: unknown) => (typeof id === "string" ? id.toLowerCase() : id);

export const IntegerField = (min: number, max: number, options: FieldOptions = {}) =>
  field(options, { type: "integer", minimum: min, maximum: max }, (each) => [
    IsInt({ each }),
    Min(min, { each }),
    Max(max, { each }),
  ]);

export const FlagField = (options: FieldOptions = {}) =>
  field(options, { type: Boolean }, (each) => [IsBoolean({ each })]);

/** A calendar date, `YYYY-MM-DD`. */
export const DateField = (options: FieldOptions = {}) =>
  field(options, { type: String, format: "date" }, (each) => [
    ValidateBy(
      {
        name: "isCalendarDate",
        validator: { validate: isCalendarDate, defaultMessage: () => "$property must be a date, YYYY-MM-DD" },
      },
      { each },
    ),
  ]);

/** ISO 3166-1 alpha-2, or UNKNOWN. */
export const CountryField = (options: FieldOptions = {}) =>
  field({ example: "KH", ...options }, { type: String }, (each) => [
    ValidateBy(
      {
        name: "isCountry",
        validator: {
          validate: (value) => typeof value === "string" && isCountry(value),
          defaultMessage: () => "$property must be a country by its ISO 3166-1 code of two letters, or UNKNOWN",
        },
      },
      { each },
    ),
  ]);

/** An IANA time zone. */
export const ZoneField = (options: FieldOptions = {}) =>
  field({ example: "Asia/Jakarta", ...options }, { type: String, maxLength: 64 }, (each) => [
    ValidateBy(
      {
        name: "isZone",
        validator: {
          validate: (value) => typeof value === "string" && isZone(value),
          defaultMessage: () => "$property must be an IANA time zone, e.g. Asia/Jakarta",
        },
      },
      { each },
    ),
  ]);

/** A Kemendagri code of a province, regency, district or village. */
export const RegionField = (options: FieldOptions = {}) =>
  field({ example: "36.04.12", ...options }, { type: String }, (each) => [
    ValidateBy(
      {
        name: "isRegion",
        validator: {
          validate: (value) => typeof value === "string" && regionName(value) !== undefined,
          defaultMessage: () => "$property must be a region by its Kemendagri code, e.g. 36.04",
        },
      },
      { each },
    ),
  ]);

/** Text of a pattern, said in words. */
export const PatternField = (pattern: RegExp, words: string, options: FieldOptions = {}) =>
  field(options, { type: String, pattern: pattern.source }, (each) => [
    Matches(pattern, { each, message: `$property must be ${words}` }),
  ]);

/** Free text: sealed as a narrative. */
export const NarrativeField = (options: FieldOptions = {}) =>
  applyDecorators(
    field(options, { type: String, minLength: 1, maxLength: MAX_NARRATIVE }, (each) => text(MAX_NARRATIVE, each)),
    (target: object, property: string | symbol) =>
      Reflect.defineMetadata(NARRATIVES, [...narrativesOf(target), String(property)], target),
  ) as PropertyDecorator;

const NARRATIVES = Symbol("narratives");

/** Names of the fields of a body that are narratives; of its class, also where an object of that class is given. */
export function narrativesOf(body: object): readonly string[] {
  return (Reflect.getMetadata(NARRATIVES, body) ?? []) as readonly string[];
}

/** An object of another class. */
export const ObjectField = (type: () => new () => object, options: FieldOptions = {}) =>
  field(options, { type }, (each) => [IsObject({ each }), ValidateNested({ each }), Type(type)]);

/** A time in the world, as far as it is known. */
export class OccurredDto {
  @TextField(35, {
    optional: true,
    example: "2025-05-26",
    description: "A time with an offset, a date, a month or a year",
  })
  date?: string;

  @TextField(35, { optional: true, description: "The end of a range; alone, an upper bound" })
  until?: string;

  @ZoneField({ optional: true, description: "IANA zone in which the date was counted" })
  zone?: string;

  @NarrativeField({ optional: true, example: "Rabu (27/5/2025)", description: "The words of the source; sealed" })
  asReported?: string;

  @FlagField({ optional: true, description: "The sources contradict each other" })
  conflict?: boolean;
}

/** When it happened; now, if left out. */
export const OccurredField = () =>
  ObjectField(() => OccurredDto, { optional: true, description: "When it happened; left out: now" });

function text(max: number, each: boolean): PropertyDecorator[] {
  return [
    IsString({ each }),
    Length(1, max, { each }),
    ValidateBy(
      {
        name: "isNotBlank",
        validator: {
          validate: (value) => typeof value !== "string" || value === "" || value.trim() !== "",
          defaultMessage: () => "$property must not be blank",
        },
      },
      { each },
    ),
  ];
}

function field(
  options: FieldOptions,
  schema: object,
  validators: (each: boolean) => PropertyDecorator[],
): PropertyDecorator {
  const { optional = false, many = false, description, example } = options;
  const documented = {
    ...schema,
    isArray: many,
    ...(description && { description }),
    ...(example !== undefined && { example }),
  };
  return applyDecorators(
    optional ? ApiPropertyOptional(documented as object) : ApiProperty(documented as object),
    ...(optional ? [ValidateIf((_, value) => value !== undefined)] : []),
    // Without it a single value passes for a list of one.
    ...(many ? [IsArray()] : []),
    ...validators(many),
  ) as PropertyDecorator;
}
