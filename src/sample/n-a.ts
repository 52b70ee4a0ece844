import { ReportDeath } from "../migrant/death.js";
import { StartJourney } from "../migrant/journey.js";
import { RecordAccompaniment } from "../repatriation/accompany.js";
import { RequestRepatriation } from "../repatriation/request-repatriation.js";
import { repatriationDecider } from "../repatriation/repatriation.commands.js";
import { personDecider } from "../person/person.commands.js";
import { RegisterPerson } from "../person/register-person.js";
import { agencyId, officer } from "./agencies.js";
import { Life } from "./life.js";
import { streamsOf } from "./persons.js";

/**
 * N.A., known by one news report of May 2025 and by nothing else: what the report says, in its words where it is
 * ambiguous, and no more. What it doesn't say is what the audit shows as missing.
 */
export function nA() {
  const life = new Life("n-a", "2025-06-02", "REPATRIATION");
  const clerk = officer("kp2mi");
  const id = life.creates("person", clerk, personDecider, RegisterPerson, {
    sex: "UNKNOWN",
    origin: "71.71",
    source: "NEWS_REPORT",
    identity: { initials: "N.A." },
    migrant: { discovery: "DEATH_REPORT", placementStatus: "NON_PROCEDURAL", placementStatusBasis: "INFERRED" },
    note:
      "Berita hanya memuat inisial dan asal Manado. Nonprosedural adalah kesimpulan dari sektor yang disebut " +
      "(online scam dan judi daring), bukan pernyataan dalam berita.",
  });
  const { migrant } = streamsOf(id);
  life.does(clerk, migrant, StartJourney, {
    scheme: "UNKNOWN",
    country: "KH",
    sector: "ONLINE_SCAM_OR_GAMBLING",
    foundAt: "EMPLOYED",
    occurred: { asReported: "saat bekerja di Kamboja" },
    note: "Berita menyebut dua bidang: sektor online scam dan judi daring.",
  });
  life.does(clerk, migrant, ReportDeath, {
    cause: "ILLNESS",
    country: "KH",
    source: "NEWS_REPORT",
    causeInWords: "sakit",
    // The day may be that of the death, or of the escort of the remains: either way the death is not after it.
    occurred: {
      until: "2025-05-26",
      zone: "Asia/Phnom_Penh",
      asReported: "meninggal akibat sakit saat bekerja di Kamboja pada 26 Mei lalu",
      conflict: true,
    },
  });
  const repatriation = life.creates("remains", clerk, repatriationDecider, RequestRepatriation, {
    kind: "REMAINS",
    person: id,
    source: "NEWS_REPORT",
    country: "KH",
    occurred: { asReported: "pemulangan jenazah N.A." },
  });
  life.does(clerk, [repatriationDecider, repatriation], RecordAccompaniment, {
    agencies: [agencyId("kemlu"), agencyId("desk-p2mi")],
    leg: "NOT_REPORTED",
    source: "NEWS_REPORT",
    // The report dates what was said soon after it by a weekday that the date does not fall on: Tuesday the 27th, or
    // Wednesday the 28th.
    occurred: {
      until: "2025-05-28",
      zone: "Asia/Makassar",
      asReported:
        "tak lama setelah Satuan Tugas Pelindungan Desk P2MI dari Kementerian Luar Negeri melakukan pendampingan dalam " +
        "pemulangan jenazah N.A.; Rapat Koordinasi di Manado, Rabu (27/5/2025); 26 Mei lalu",
      conflict: true,
    },
    note:
      "Rapat koordinasi di Manado dengan Pemerintah Provinsi Sulawesi Utara: kerja sama pencegahan, pelindungan, " +
      "penegakan hukum, dan komunikasi publik.",
  });
  return { person: id, repatriation, steps: life.steps };
}
