/** Provinces by the zone in which their days are counted; all others keep western time (WIB). */
const CENTRAL = ["51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"];
const EASTERN = ["81", "82", "91", "92", "93", "94", "95", "96"];

/** IANA zone of a region by its Kemendagri code (Keppres 41/1987): WIB, WITA or WIT. */
export function zoneOfRegion(code: string): string {
  const province = code.slice(0, 2);
  if (CENTRAL.includes(province)) return "Asia/Makassar";
  return EASTERN.includes(province) ? "Asia/Jayapura" : "Asia/Jakarta";
}
