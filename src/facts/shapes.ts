import { Type, type Static } from "typebox";
import { FIXED } from "../event-sourcing/event-definition.js";
import { REGION_SCHEME } from "../places/regions.js";

/** Shapes that events of several slices have in their facts. */
export const Code = Type.String({ pattern: "^[A-Z0-9_]{1,40}$" });
export const Country = Type.String({ pattern: "^([A-Z]{2}|UNKNOWN)$" });
export const CalendarDate = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" });

/** Ids of persons, agencies, documents and files tie a history to others, so a correction can't change them. */
export const Uuid = Type.String({ format: "uuid", ...FIXED });

/** A region of Indonesia by its Kemendagri code, with the scheme of the code. Nothing else fits in, by a correction either. */
export const Region = Type.Object(
  {
    scheme: Type.Literal(REGION_SCHEME),
    code: Type.String({ pattern: "^\\d{2}(\\.\\d{2}(\\.\\d{2}(\\.\\d{4})?)?)?$" }),
  },
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
