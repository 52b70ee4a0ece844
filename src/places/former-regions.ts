/**
 * Regencies and cities whose code has changed, and the one of today. Papers and older systems still have the former
 * one. Sources: UU 14/2022, UU 15/2022, UU 16/2022 and UU 29/2022 (the new provinces of Papua), UU 20/2012 (North
 * Kalimantan); codes: Kepmendagri 100.1.1-6117/2022.
 */
const FORMER: Readonly<Record<string, readonly [now: string, until: number]>> = Object.fromEntries(
  (
    [
      [2012, "64.04 65.01 64.05 65.03 64.06 65.02 64.10 65.04 64.73 65.71"],
      // South Papua.
      [2022, "91.01 93.01 91.16 93.02 91.17 93.03 91.18 93.04"],
      // Central Papua.
      [2022, "91.04 94.01 91.07 94.02 91.08 94.03 91.09 94.04 91.25 94.05 91.26 94.06 91.27 94.07 91.28 94.08"],
      // Highland Papua.
      [2022, "91.02 95.01 91.12 95.02 91.13 95.03 91.14 95.04 91.21 95.05 91.22 95.06 91.23 95.07 91.24 95.08"],
      // Southwest Papua.
      [2022, "92.01 96.01 92.04 96.02 92.05 96.03 92.09 96.04 92.10 96.05 92.71 96.71"],
    ] as const
  ).flatMap(([until, pairs]) => {
    const codes = pairs.split(" ");
    return codes.flatMap((code, i) => (i % 2 === 0 ? [[code, [codes[i + 1]!, until] as const] as const] : []));
  }),
);

/**
 * The code of today of a regency that had another one, and the year until which it did; of a place in it, the
 * regency's.
 */
export function successorOfRegion(code: string): { readonly code: string; readonly until: number } | undefined {
  const found = FORMER[code.slice(0, 5)];
  return found && { code: found[0], until: found[1] };
}
