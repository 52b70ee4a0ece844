import { Type } from "typebox";
import Format from "typebox/format";
import { isCalendarDate } from "../event-sourcing/occurred-at.js";
import { isCountry } from "./countries.js";
import { isRegionCode, REGION_SCHEME } from "./regions.js";

Format.Set("calendar-date", isCalendarDate);
Format.Set("country", isCountry);
Format.Set("region", isRegionCode);

/** Dates and places as facts hold them: what no calendar and no list has is no fact, by a correction either. */
export const CalendarDate = Type.String({ format: "calendar-date" });

/** ISO 3166-1 alpha-2, or UNKNOWN. */
export const Country = Type.String({ format: "country" });

/** Kemendagri code. */
export const RegionCode = Type.String({ format: "region" });

/** A region with the scheme of its code, as those of BPS differ. */
export const Region = Type.Object(
  { scheme: Type.Literal(REGION_SCHEME), code: RegionCode },
  { additionalProperties: false },
);
