import { NATIONWIDE, SEES_ALL } from "../../access/policy.js";
import { CONFIRMED_WITHIN_MS } from "../../access/sight.js";
import { STAY_DAYS } from "../../access/stays.js";
import { DEFAULT_MINUTES, LONGEST_MINUTES } from "../../person/emergency-access.js";
import { EMERGENCIES, SEALING_GROUNDS } from "../../access/confidentiality.events.js";
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
    "An officer of the agency began it: registered the person, received the case, requested the repatriation, uploaded the file, linked two records. Whatever else the agency records of a person, case or company lets it see nothing more.",
  ),
  rule(
    "Ditugaskan",
    "Assigned",
    "The agency was given it: a case, by assignment or referral; a step of a repatriation, or a reception. It goes on to see the case or repatriation when the work has passed to another.",
  ),
  rule(
    "Pihak dalam pekerjaan",
    "Parties of its work",
    "The agency has the work: it began the case or repatriation and nobody else was assigned, or it was assigned to it. For as long, it sees the whole file of victims and of the migrant, and of everybody else who takes part only who they are and how to reach them. It sees them no more when the work is another's, or has ended, or they are no party any more. A company's unpublished name is seen only where the office that named it knew it.",
  ),
  rule(
    "Dirujuk",
    "Referred",
    "The agency was asked by a referral that is live. It sees what the referral states: of each person the fields of some classes, `identity` among them, or the whole file; files; the page of the case or repatriation, with or without its narratives. Of what it sees in part it can record nothing. When the referral is declined, withdrawn, completed or expired, it sees that there was one, and what rested on it no longer.",
  ),
  rule(
    "Wilayah",
    "Answers for, by region",
    `The agency, or the officer's part of it, answers for a region, and the thing names that region or one within it: where the person is from, where it happened. Of the persons concerned by it, it sees the victim and the migrant, and not by that who reported it. It sees so by where a person is from always, and else while the case, the repatriation or that part of the journey goes on, and for ${STAY_DAYS} days longer.`,
  ),
  rule(
    "Negara",
    "Answers for, by country",
    `A mission answers for a country, and the thing names that country: a destination, where it happened. Of the persons concerned by it, it sees the same as an office of the region, and for as long; of a death, for ${STAY_DAYS} days after it was recorded.`,
  ),
  rule(
    "Setelah masa berakhir",
    "Afterwards",
    "An office that saw somebody by a place, and sees them no longer, is shown what its own officers recorded of them, in their own words, and no identity, contact or shelter. It may add facts late, of the time in which it saw them, that let nobody see anything. Who recorded nothing is answered as if there were nobody.",
  ),
  rule(
    "Penerus",
    "Successors",
    "An agency that took over from one that has ended sees what that one registered or was given, and has its work.",
  ),
  rule(
    "Seluruh negara",
    "Answers for the nation",
    `Agencies of the kinds ${NATIONWIDE.join(", ")} that have neither region nor country see everything that concerns nobody whose file is sealed (Perpres 165/2024).`,
  ),
  rule(
    "Laporan tawaran kerja",
    "Report of an offer",
    "The report of a suspicious offer is seen by the agency that received it, and by who answers for the nation; no region lets see it. Who reported is shown to the agency that received it alone, in the roles that read the fields of who reported, and is masked in all texts. Whoever has the number and the secret code of a report is told how it stands, and no more.",
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
    `A file can be sealed (${SEALING_GROUNDS.join(", ")}; UU 21/2007 art. 24, 44), to a day or until it is lifted. It, and every paper, link and narrative that names the person, is then seen only by the officers whom the seal names, by who sealed it, and by the supervisors of that agency; auditors see that it is there. A case or repatriation stays with the agencies that recorded or were given it: there the person is answered as hidden, without an id. For whoever sees it by region, country or nation alone it is out of sight. The seal of one record shuts all records of the human being, over links that a second officer confirmed; a record that has a seal of its own is seen by that seal alone.`,
  ),
  rule(
    "Siapa yang boleh menyegel",
    "Who may seal",
    "An officer with the permission SUBJECT_SEAL, for the agency that registered the person; for any other agency only an investigator. An investigator may state that the agency that registered the person is suspected.",
  ),
  rule(
    "Segel yang diketahui",
    "Told of a seal",
    `Supervisors of the agency that registered the person are told that the file is sealed, by whom and until when, and may confirm the seal or ask that it be lifted; where that agency is suspected, supervisors of the national desk (COORDINATION) in their place. A seal is confirmed by another officer than its maker. One that nobody has confirmed after ${CONFIRMED_WITHIN_MS / 3_600_000} hours stays shut to others, is open to them, and is told to the national desk.`,
  ),
  rule(
    "Akses darurat",
    "Emergency access",
    `An officer with the permission GLASS_BREAK may see one person's file that is out of sight or sealed, for ${DEFAULT_MINUTES} minutes, at most ${LONGEST_MINUTES}, on a ground (${EMERGENCIES.join(", ")}) and with a reason that is kept. It lets see, and not act. Whoever sees the file reads of it in their list of emergency accesses, and it stays open there until another officer has reviewed it: one of an agency that owns the file, and of the office of who took it only if no other can. One that was not justified ends at once.`,
  ),
  rule(
    "Tetap",
    "Kept",
    "Sight of what an agency began or was given, and by region or country, is never taken back by what happens later: who once answered for a person is asked about it later. Sight of the parties of its work ends with the work. An officer whose assignment ends sees nothing more, from that day. An officer's region lies within the agency's; only officers of an agency that answers for the nation may have any.",
  ),
];
