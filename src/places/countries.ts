// The package itself would load the names in all of its 80 languages.
import countries from "i18n-iso-countries/index.js";
import english from "i18n-iso-countries/langs/en.json" with { type: "json" };
import indonesian from "i18n-iso-countries/langs/id.json" with { type: "json" };

countries.registerLocale(english);
countries.registerLocale(indonesian);

/** Where the source does not say which country, or says it ambiguously ("Kongo"). */
export const UNKNOWN_COUNTRY = "UNKNOWN";

/** Whether a code is ISO 3166-1 alpha-2, or UNKNOWN. */
export function isCountry(code: string): boolean {
  return code === UNKNOWN_COUNTRY || (/^[A-Z]{2}$/.test(code) && countries.isValid(code));
}

/** Name of a country by its ISO code. */
export function countryName(code: string, language: "en" | "id"): string | undefined {
  return countries.getName(code, language);
}

/** Name of a country in both languages; undefined for a code that nothing has. */
export function countryNames(code: string): { readonly en: string; readonly indonesian: string } | undefined {
  if (code === UNKNOWN_COUNTRY) return { en: "Unknown", indonesian: "Tidak diketahui" };
  const [en, id] = [countryName(code, "en"), countryName(code, "id")];
  return en === undefined || id === undefined ? undefined : { en, indonesian: id };
}
