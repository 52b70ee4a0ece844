import { NATIONWIDE, SEES_ALL } from "../access/policy.js";
import { LONGEST_MINUTES } from "../person/confidentiality.commands.js";
import { DEFAULT_MINUTES } from "../person/confidentiality.js";
import { EMERGENCIES, SEALING_GROUNDS } from "../person/confidentiality.events.js";
import type { Words } from "./words.js";

/** How an officer's agency comes to see a person, case or repatriation: what `access/sight.ts` decides, in words. */
export interface SightRule {
  readonly name: Words;
  readonly en: string;
}

const rule = (indonesian: string, name: string, en: string): SightRule => ({ name: { indonesian, en: name }, en });

export const SIGHT_RULES: readonly SightRule[] = [
  rule(
    "Milik sendiri",
    "Own",
    "The agency recorded something of it. What it recorded of a case or a repatriation lets it see the persons concerned too.",
  ),
  rule(
    "Ditugaskan",
    "Assigned",
    "The agency was given it: a case, a step of a repatriation. It sees that, and the person concerned.",
  ),
  rule(
    "Wilayah",
    "Answers for, by region",
    "The agency, or the officer's part of it, answers for a region, and the thing names that region or one within it: where the person is from, where it happened. Of the persons concerned by it, it sees the victim and the migrant, and not by that who reported it.",
  ),
  rule(
    "Negara",
    "Answers for, by country",
    "A mission answers for a country, and the thing names that country: a destination, where it happened. Of the persons concerned by it, it sees the same as an office of the region.",
  ),
  rule(
    "Seluruh negara",
    "Answers for the nation",
    `Agencies of the kinds ${NATIONWIDE.join(", ")} that have neither region nor country see everything that is not sealed (Perpres 165/2024).`,
  ),
  rule(
    "Pengawasan",
    "Audit",
    `Officers in the role ${SEES_ALL.join(", ")} see that everything is there, sealed files among them; of none a personal field.`,
  ),
  rule(
    "Tidak terlihat",
    "Out of sight",
    "Whatever is none of these is answered as if it weren't there (404), byte for byte. Who asks for a person by a number is told that another office holds a file, and no more; of a sealed file, nothing.",
  ),
  rule(
    "Disegel",
    "Sealed",
    `A file can be sealed (${SEALING_GROUNDS.join(", ")}; UU 21/2007 art. 24, 44). It, and every case, repatriation, file and narrative that names the person, is then seen only by the officers whom the seal names, by who sealed it, and by the supervisors of that agency; auditors see that it is there.`,
  ),
  rule(
    "Akses darurat",
    "Emergency access",
    `An officer with the permission GLASS_BREAK may see one person's file that is out of sight or sealed, for ${DEFAULT_MINUTES} minutes, at most ${LONGEST_MINUTES}, on a ground (${EMERGENCIES.join(", ")}) and with a reason that is kept. It lets see, and not act. Whoever sees the file reads of it in their list of emergency accesses, and it stays open there until another officer has reviewed it: one of an agency that owns the file, and of the office of who took it only if no other can. One that was not justified ends at once.`,
  ),
  rule(
    "Tetap",
    "Kept",
    "Sight is never taken back by what happens later: who once answered for a person is asked about it later. An officer whose assignment ends sees nothing more, from that day.",
  ),
];
