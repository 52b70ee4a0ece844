import { applyDecorators } from "@nestjs/common";
import { ApiProperty, ApiPropertyOptional } from "../described.js";
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
import type { DateKind } from "../event-sourcing/deciding/date-kinds.js";
import { isCalendarDate, isOfAYear, isZone, YEARS } from "../event-sourcing/stored-event/occurred-at.js";
import { LIMITS } from "../limits.js";
import { isCountry } from "../places/countries.js";
import { BIRTH_DATE, isBirthDate } from "../facts/birth-date.js";
import { isName } from "../facts/name.js";
import { successorOfRegion } from "../places/former-regions.js";
import { regionName } from "../places/regions.js";
import { keptPhone } from "../privacy/lookup-tokens.js";
import { inBoth } from "./both-languages.js";

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
          defaultMessage: () =>
            inBoth("$property must be one line, with no tab in it", "$property harus satu baris, tanpa karakter tab"),
        },
      },
      { each },
    ),
  ]);

/** The name of somebody or something. */
export const NameField = (max: number, options: FieldOptions = {}) =>
  applyDecorators(
    TextField(max, options),
    ValidateBy(
      {
        name: "isName",
        validator: {
          validate: (value) => typeof value === "string" && isName(value),
          defaultMessage: () =>
            inBoth(
              "$property must have a letter, and no invisible character",
              "$property harus memuat huruf, tanpa karakter yang tidak terlihat",
            ),
        },
      },
      { each: options.many === true },
    ),
  );

/** A code out of a list. */
export const CodeField = (codes: readonly string[], options: FieldOptions = {}) =>
  field(options, { enum: [...codes] }, (each) => [
    IsIn(codes, {
      each,
      message: inBoth(
        `${eachOf(each)}$property must be one of the following values: $constraint1`,
        `$property harus salah satu dari: $constraint1`,
      ),
    }),
  ]);

/** As class-validator begins what it says of an element of a list. */
const eachOf = (each: boolean) => (each ? "each value in " : "");

/** A UUID, brought to small letters: as ids are stored and compared. */
export const UuidField = (options: FieldOptions = {}) =>
  applyDecorators(
    listedIn(IDS, (name): IdOfBody => ({ name, many: options.many === true })),
    field(options, { type: String, format: "uuid" }, (each) => [
      IsUUID("all", {
        each,
        message: inBoth(`${eachOf(each)}$property must be a UUID`, "$property harus berupa UUID"),
      }),
      Transform(({ value }: { value: unknown }) =>
        each && Array.isArray(value) ? value.map(inSmall) : inSmall(value),
      ),
    ]),
  );

const inSmall = (id: unknown) => (typeof id === "string" ? id.toLowerCase() : id);

export const IntegerField = (min: number, max: number, options: FieldOptions = {}) =>
  field(options, { type: "integer", minimum: min, maximum: max }, (each) => [
    IsInt({
      each,
      message: inBoth(`${eachOf(each)}$property must be an integer number`, "$property harus berupa bilangan bulat"),
    }),
    Min(min, {
      each,
      message: inBoth(
        `${eachOf(each)}$property must not be less than ${min}`,
        `$property tidak boleh kurang dari ${min}`,
      ),
    }),
    Max(max, {
      each,
      message: inBoth(
        `${eachOf(each)}$property must not be greater than ${max}`,
        `$property tidak boleh lebih dari ${max}`,
      ),
    }),
  ]);

export const FlagField = (options: FieldOptions = {}) =>
  field(options, { type: Boolean }, (each) => [
    IsBoolean({
      each,
      message: inBoth(`${eachOf(each)}$property must be a boolean value`, "$property harus true atau false"),
    }),
  ]);

/**
 * A calendar date, `YYYY-MM-DD`, in the years that a date here can lie in.
 * @param kind bounds it by the day of the command: see `event-sourcing/deciding/date-kinds.ts`
 */
export const DateField = ({ kind, ...options }: FieldOptions & { readonly kind: DateKind }) =>
  applyDecorators(
    listedIn(DATES, (name): DateOfBody => ({ name, kind })),
    calendarDate(options),
  );

/** A birth date as far as it is known: a day, a month or a year. Who keeps it bounds it. */
export const BirthDateField = (options: FieldOptions = {}) =>
  field({ example: "1989-03", ...options }, { type: String, pattern: BIRTH_DATE.source }, (each) => [
    ValidateBy(
      {
        name: "isBirthDate",
        validator: {
          validate: (value) => typeof value === "string" && isBirthDate(value),
          defaultMessage: () =>
            inBoth(
              "$property must be a date as far as it is known: YYYY-MM-DD, YYYY-MM or YYYY",
              "$property harus berupa tanggal sejauh diketahui: YYYY-MM-DD, YYYY-MM atau YYYY",
            ),
        },
      },
      { each },
    ),
  ]);

const calendarDate = (options: FieldOptions) =>
  field(options, { type: String, format: "date" }, (each) => [
    ValidateBy(
      {
        name: "isCalendarDate",
        validator: {
          validate: (value) => isCalendarDate(value) && isOfAYear(String(value)),
          defaultMessage: () =>
            inBoth(
              `$property must be a date, YYYY-MM-DD, from ${YEARS.first} to ${YEARS.last}`,
              `$property harus berupa tanggal, YYYY-MM-DD, dari ${YEARS.first} sampai ${YEARS.last}`,
            ),
        },
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
          defaultMessage: () =>
            inBoth(
              "$property must be a country by its ISO 3166-1 code of two letters, or UNKNOWN",
              "$property harus berupa negara dengan kode ISO 3166-1 dua huruf, atau UNKNOWN",
            ),
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
          defaultMessage: () =>
            inBoth(
              "$property must be an IANA time zone, e.g. Asia/Jakarta",
              "$property harus berupa zona waktu IANA, misalnya Asia/Jakarta",
            ),
        },
      },
      { each },
    ),
  ]);

/** A Kemendagri code of a province, regency, district or village. */
export const RegionField = (options: FieldOptions = {}) =>
  applyDecorators(
    listedIn(REGIONS, itsName),
    field({ example: "36.04.12", ...options }, { type: String }, (each) => [
      ValidateBy(
        {
          name: "isRegion",
          validator: {
            validate: (value) => typeof value === "string" && regionName(value) !== undefined,
            defaultMessage: (given) => {
              const hint = hintOn(given?.value);
              return inBoth(
                `$property must be a region by its Kemendagri code${hint.en}`,
                `$property harus berupa wilayah dengan kode Kemendagri${hint.indonesian}`,
              );
            },
          },
        },
        { each },
      ),
    ]),
  );

/** For a code that a place had once, the one that it has now. */
function hintOn(code: unknown): { readonly en: string; readonly indonesian: string } {
  const now = typeof code === "string" ? successorOfRegion(code) : undefined;
  if (now === undefined) return { en: ", e.g. 36.04", indonesian: ", misalnya 36.04" };
  const name = regionName(now.code)!;
  return {
    en: `: ${name} has ${now.code} since ${now.until}`,
    indonesian: `: ${name} memakai kode ${now.code} sejak ${now.until}`,
  };
}

/** A phone number, as somebody writes it. Without a country it is taken only where Indonesia gives such numbers out. */
export const PhoneField = (options: FieldOptions = {}) =>
  applyDecorators(
    TextField(40, { example: "+62 812 3456 7890", ...options }),
    listedIn(PHONES, itsName),
    ValidateBy({
      name: "isPhone",
      validator: {
        validate: (value) => typeof value === "string" && keptPhone(value) !== undefined,
        defaultMessage: () =>
          inBoth(
            "$property must be a phone number: Indonesian, or with + and the code of its country",
            "$property harus berupa nomor telepon: Indonesia, atau dengan + dan kode negaranya",
          ),
      },
    }),
  );

/** Text of a pattern, said in words and shown by an example. */
export const PatternField = (
  pattern: RegExp,
  words: string,
  options: FieldOptions & { readonly example: string | readonly string[] },
) =>
  field(options, { type: String, pattern: pattern.source }, (each) => [
    Matches(pattern, {
      each,
      message: inBoth(
        `$property must be ${words}`,
        `$property harus ditulis seperti ${[options.example].flat().join(", ")}`,
      ),
    }),
  ]);

/** Free text: sealed as a narrative. */
export const NarrativeField = (options: FieldOptions = {}) =>
  applyDecorators(
    field(
      { example: "Menurut keterangan keluarga", ...options },
      { type: String, minLength: 1, maxLength: MAX_NARRATIVE },
      (each) => text(MAX_NARRATIVE, each),
    ),
    listedIn(NARRATIVES, itsName),
  );

const NARRATIVES = Symbol("narratives");
const PHONES = Symbol("phones");
const REGIONS = Symbol("regions");
const IDS = Symbol("ids");
const DATES = Symbol("dates");
const OBJECTS = Symbol("objects");

/** Notes a field under its kind: for what an answer tells of it, and for what is checked of it in a decision. */
export const listedIn =
  <Noted>(kind: symbol, noted: (name: string) => Noted): PropertyDecorator =>
  (target, property) =>
    Reflect.defineMetadata(kind, [...fieldsIn(kind, target), noted(String(property))], target);

/** What is noted of the fields of a body under a kind. */
export const fieldsIn = <Noted>(kind: symbol, body: object) =>
  (Reflect.getMetadata(kind, body) ?? []) as readonly Noted[];

const itsName = (name: string) => name;

export interface DateOfBody {
  readonly name: string;
  readonly kind: DateKind;
}

export interface IdOfBody {
  readonly name: string;
  readonly many: boolean;
}

export interface ObjectOfBody {
  readonly name: string;
  readonly many: boolean;
  readonly type: () => new () => object;
}

/** Names of the fields of a body by kind; of its class, also where an object of that class is given. */
export const narrativesOf = (body: object) => fieldsIn<string>(NARRATIVES, body);
export const phonesOf = (body: object) => fieldsIn<string>(PHONES, body);
export const regionsOf = (body: object) => fieldsIn<string>(REGIONS, body);
export const idsOf = (body: object) => fieldsIn<IdOfBody>(IDS, body);
export const datesOf = (body: object) => fieldsIn<DateOfBody>(DATES, body);
export const objectsOf = (body: object) => fieldsIn<ObjectOfBody>(OBJECTS, body);

/** An object of another class. */
export const ObjectField = (type: () => new () => object, options: FieldOptions = {}) =>
  applyDecorators(
    listedIn(OBJECTS, (name): ObjectOfBody => ({ name, many: options.many === true, type })),
    field(options, { type: () => type() }, (each) => [
      IsObject({ each, message: inBoth(`${eachOf(each)}$property must be an object`, "$property harus berupa objek") }),
      ValidateNested({
        each,
        message: inBoth(
          `${eachOf(each)}nested property $property must be either object or array`,
          "$property harus berupa objek",
        ),
      }),
      Type(type),
    ]),
  );

/** A time in the world, as far as it is known. */
export class OccurredDto {
  @TextField(35, {
    optional: true,
    example: "2025-05-26",
    description: "A time with an offset (2025-05-26T14:30:00+07:00), a date, a month (2025-05) or a year (2025)",
  })
  date?: string;

  @TextField(35, { optional: true, example: "2025-05-28", description: "The end of a range; alone, an upper bound" })
  until?: string;

  @ZoneField({ optional: true, description: "IANA zone in which the date was counted" })
  zone?: string;

  @NarrativeField({ optional: true, example: "sekitar akhir Mei 2025", description: "The words of the source; sealed" })
  asReported?: string;

  @FlagField({ optional: true, description: "The sources contradict each other" })
  conflict?: boolean;
}

/** When it happened; now, if left out. */
export const OccurredField = () =>
  ObjectField(() => OccurredDto, { optional: true, description: "When it happened; left out: now" });

function text(max: number, each: boolean): PropertyDecorator[] {
  return [
    IsString({ each, message: inBoth(`${eachOf(each)}$property must be a string`, "$property harus berupa teks") }),
    Length(1, max, {
      each,
      message: (given) =>
        given.value === ""
          ? inBoth(
              `${eachOf(each)}$property must be longer than or equal to 1 characters`,
              "$property tidak boleh kosong",
            )
          : inBoth(
              `${eachOf(each)}$property must be shorter than or equal to ${max} characters`,
              `$property paling banyak ${max} karakter`,
            ),
    }),
    ValidateBy(
      {
        name: "isNotBlank",
        validator: {
          validate: (value) => typeof value !== "string" || value === "" || value.trim() !== "",
          defaultMessage: () => inBoth("$property must not be blank", "$property tidak boleh kosong"),
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
    ...(example !== undefined && { example: many && !Array.isArray(example) ? [example] : example }),
  };
  return applyDecorators(
    optional ? ApiPropertyOptional(documented as object) : ApiProperty(documented as object),
    ...(optional ? [ValidateIf((_, value) => value !== undefined)] : []),
    // Without it a single value passes for a list of one.
    ...(many ? [IsArray({ message: inBoth("$property must be an array", "$property harus berupa daftar") })] : []),
    ...validators(many),
  ) as PropertyDecorator;
}
