import { Type, type Static } from "typebox";
import { Format } from "typebox/format";
import { FIXED } from "../event-sourcing/stored-event/event-definition.js";
import type { DateKind } from "../event-sourcing/deciding/date-kinds.js";
import { isCalendarDate } from "../event-sourcing/stored-event/occurred-at.js";
import { isCountry } from "../places/countries.js";
import { isRegionCode, REGION_SCHEME } from "../places/regions.js";

// A date that no calendar has, and a place that no list has, is no fact, by a correction either.
Format.Set("calendar-date", isCalendarDate);
Format.Set("country", isCountry);
Format.Set("region", isRegionCode);

/** Shapes that events of several slices have in their facts. */
export const Code = Type.String({ pattern: "^[A-Z0-9_]{1,40}$" });
/** What an office is called in numbers of its files, e.g. `KBRI-KL`. */
export const OFFICE_CODE = /^(?=.{2,40}$)[A-Z0-9]+(-[A-Z0-9]+){0,2}$/;
export const OfficeCode = Type.String({ pattern: OFFICE_CODE.source });
export const CalendarDate = Type.String({ format: "calendar-date" });

/** Calendar dates by what they say: a correction is bounded as the command was that told them. */
const dateOfKind = (dateKind: DateKind) => Type.String({ format: "calendar-date", dateKind });
export const PastDate = dateOfKind("PAST");
export const DueDate = dateOfKind("DUE");
export const PlannedDate = dateOfKind("PLANNED");
export const ExpiryDate = dateOfKind("EXPIRY");

/** ISO 3166-1 alpha-2, or UNKNOWN. */
export const Country = Type.String({ format: "country" });

/** Kemendagri code. */
export const RegionCode = Type.String({ format: "region" });

/** Ids of persons, agencies, documents and files tie a history to others, so a correction can't change them. */
export const Uuid = Type.String({ format: "uuid", ...FIXED });

/** A region with the scheme of its code, as those of BPS differ. */
export const Region = Type.Object(
  { scheme: Type.Literal(REGION_SCHEME), code: RegionCode },
  { additionalProperties: false },
);

/** An amount in minor units of a currency (ISO 4217). */
export const MoneyFact = Type.Object(
  { amount: Type.Integer({ minimum: 0 }), currency: Type.String({ pattern: "^[A-Z]{3}$" }) },
  { additionalProperties: false },
);

/** A region as facts hold it. */
export function regionFact(code: string | undefined): Static<typeof Region> | undefined {
  return code === undefined ? undefined : { scheme: REGION_SCHEME, code };
}
