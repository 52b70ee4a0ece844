/*
 * Makes `holidays.ts` anew from the library `date-holidays`: the public holidays of Indonesia and of countries that
 * Indonesians work in. Run it with `npm run holidays` after the library was updated, or to add a country or a year.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const Holidays = require("date-holidays");
const { version } = JSON.parse(readFileSync(require.resolve("date-holidays/package.json"), "utf8"));

const YEARS = { first: 2015, last: 2030 };
const SATURDAY_SUNDAY = [{ from: "1900-01-01", days: [6, 7] }];

/** Days of the week that are no working days (1 is Monday), from a day on; of the country as a whole. */
const WEEKENDS = {
  ID: SATURDAY_SUNDAY,
  HK: SATURDAY_SUNDAY,
  TW: SATURDAY_SUNDAY,
  MY: SATURDAY_SUNDAY,
  JP: SATURDAY_SUNDAY,
  SG: SATURDAY_SUNDAY,
  KR: SATURDAY_SUNDAY,
  SA: [
    { from: "1900-01-01", days: [4, 5] },
    { from: "2013-06-29", days: [5, 6] },
  ],
  IT: SATURDAY_SUNDAY,
  BN: [{ from: "1900-01-01", days: [5, 7] }],
  TR: SATURDAY_SUNDAY,
  TH: SATURDAY_SUNDAY,
  PH: SATURDAY_SUNDAY,
  AE: [
    { from: "1900-01-01", days: [5, 6] },
    { from: "2022-01-01", days: [6, 7] },
  ],
};

/** Every day of a holiday: one may last several. @returns `[YYYY-MM-DD, name]` */
function daysOf({ date, start, end, name }) {
  const days = Math.max(1, Math.round((end - start) / 86_400_000));
  return Array.from({ length: days }, (_, i) => [
    new Date(Date.parse(date.slice(0, 10)) + i * 86_400_000).toISOString().slice(0, 10),
    name,
  ]);
}

function holidaysIn(country, year) {
  const found = new Holidays(country, { languages: ["en"] })
    .getHolidays(year)
    .filter(({ type }) => type === "public")
    .flatMap(daysOf)
    .filter(([date]) => date.startsWith(`${year}-`));
  return Object.fromEntries(found.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

const countries = Object.fromEntries(
  Object.entries(WEEKENDS).map(([country, weekends]) => {
    const years = {};
    for (let year = YEARS.first; year <= YEARS.last; year++) years[year] = holidaysIn(country, year);
    return [country, { weekends, years }];
  }),
);

export const made = {
  about: [
    "Public holidays of whole countries, as the library computes them: days that follow the moon can be announced otherwise, and joint leave (cuti bersama) is not in it. What a government announces is published as a correction (POST /api/v1/calendars/:id/publications).",
    "Weekends are those of the country as a whole; where a part of it has others (Kelantan, Terengganu, Kedah), they are not in it.",
  ],
  source: `date-holidays ${version}, https://github.com/commenthol/date-holidays`,
  licence: "CC-BY-SA-3.0, as the data that it is made from: see NOTICE",
  countries,
};

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(
    new URL("holidays.ts", import.meta.url),
    `/** Made by \`make-holidays.mjs\`; a work of its own licence: see NOTICE. */\nexport const made = ${JSON.stringify(made, null, 1)};\n`,
  );
