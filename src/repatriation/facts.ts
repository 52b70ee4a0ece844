import { Type, type Static } from "typebox";
import { FIXED } from "../event-sourcing/event-definition.js";
import type { Region } from "../places/fact-schemas.js";
import { REGION_SCHEME } from "../places/regions.js";

/** Shapes that several events of this slice have in their facts. */
export const Code = Type.String({ pattern: "^[A-Z0-9_]{1,40}$" });

/** Ids of persons, agencies, documents and files tie a case to others, so a correction can't change them. */
export const Uuid = Type.String({ format: "uuid", ...FIXED });

/** An amount in minor units of a currency (ISO 4217). */
export const MoneyFact = Type.Object(
  { amount: Type.Integer({ minimum: 0 }), currency: Type.String({ pattern: "^[A-Z]{3}$" }) },
  { additionalProperties: false },
);

/** A region as facts hold it. */
export function regionFact(code: string | undefined): Static<typeof Region> | undefined {
  return code === undefined ? undefined : { scheme: REGION_SCHEME, code };
}
