import { splitStream } from "../../event-sourcing/deciding/decider.js";
import { counted } from "../../figures/counted.js";
import { code, month, monthOf } from "../../figures/dimension.js";
import { RETURN_CAUSES } from "../../migrant/codes.js";
import { LIFE_IN_SIGHT_TYPES, NO_LIFE, OF_A_PERSON, valuesOfPerson, withLived, type Life } from "./life.js";

interface Returnee {
  readonly life: Life;
  /** As they happened: each time that a repatriation brought them home. */
  readonly returns: readonly { readonly at: string | null; readonly cause: string }[];
}

/** Each person whom a repatriation brought home, once, however often. */
export const countedReturnees = counted<Returnee>({
  name: "figure-returnees",
  version: 1,
  list: "MIGRANT_LIST",
  types: LIFE_IN_SIGHT_TYPES,
  of: ["person"],
  seenAs: "person",
  dimensions: {
    again: code("More than once", "Lebih dari satu kali", ["true", "false"]),
    cause: code("Cause of the last return", "Sebab kepulangan terakhir", RETURN_CAUSES),
    month: month("Month of the last return", "Bulan kepulangan terakhir"),
    ...OF_A_PERSON,
  },
  together: [
    ["again", "month"],
    ["again", "sex"],
    ["again", "regency"],
  ],
  begins: ({ type, stream }) => (type === "ReturnRecorded" ? [splitStream(stream)[1]] : []),
  initial: { life: NO_LIFE, returns: [] },
  evolve(state, event) {
    const lived = withLived(state, event);
    const { repatriation, cause } = event.facts as { readonly repatriation?: string; readonly cause: string };
    const brought = event.type === "ReturnRecorded" && repatriation !== undefined;
    const at = event.occurredAt.earliest;
    return brought ? { ...lived, returns: [...state.returns, { at, cause }] } : lived;
  },
  cell({ life, returns }) {
    const last = returns.at(-1);
    if (last === undefined) return undefined;
    return {
      about: null,
      values: {
        again: String(returns.length > 1),
        cause: last.cause,
        month: monthOf(last.at),
        ...valuesOfPerson(life, last.at),
      },
    };
  },
});
