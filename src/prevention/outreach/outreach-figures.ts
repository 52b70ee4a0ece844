import { splitStream } from "../../event-sourcing/deciding/decider.js";
import { counted } from "../../figures/counted.js";
import {
  code,
  codes,
  district,
  districtOf,
  id,
  month,
  monthOf,
  number,
  province,
  provinceOf,
  regency,
  regencyOf,
} from "../../figures/dimension.js";
import type { Definition, Measure } from "../../figures/measure.js";
import { AUDIENCES, OUTREACH_FORMS, OUTREACH_TOPICS } from "./codes.js";
import { attendees, outreachAggregate, type Outreach } from "./outreach.js";
import { outreachEvents } from "./outreach.events.js";

/** What can be counted of prevention in the village, each activity once. */
export const countedOutreach = counted<Outreach>({
  name: "figure-outreach",
  version: 1,
  list: "OUTREACH_READ",
  types: outreachEvents.map(({ type }) => type),
  of: ["outreach"],
  seenAs: "outreach",
  dimensions: {
    form: code("Form", "Bentuk", OUTREACH_FORMS),
    audience: code("For whom", "Sasaran", AUDIENCES),
    topic: codes("Topic", "Materi", OUTREACH_TOPICS),
    agency: id("Agency that held it", "Instansi pelaksana"),
    province: province("Province", "Provinsi"),
    regency: regency("Regency or city", "Kabupaten atau kota"),
    district: district("District", "Kecamatan"),
    month: month("Month", "Bulan"),
    attendees: number("Attendees", "Peserta"),
  },
  together: [
    ["district", "month"],
    ["district", "form"],
    ["form", "month"],
    ["form", "audience"],
  ],
  begins: ({ type, stream }) => (type === "OutreachRecorded" ? [splitStream(stream)[1]] : []),
  initial: outreachAggregate.initial,
  evolve: outreachAggregate.evolve,
  cell(outreach) {
    const { form, audience, topics, agency, region, occurredAt, mistake } = outreach;
    if (form === undefined || mistake !== null) return undefined;
    return {
      about: null,
      values: {
        form,
        audience: audience ?? undefined,
        topic: topics,
        agency: agency ?? undefined,
        province: provinceOf(region),
        regency: regencyOf(region),
        district: districtOf(region),
        month: monthOf(occurredAt?.earliest ?? null),
        attendees: attendees(outreach),
      },
    };
  },
});

const OF_OUTREACH = {
  source: { en: "Outreach as offices recorded it [design]", indonesian: "Catatan sosialisasi dari instansi [design]" },
  clock: {
    en: "As it happened, by the earliest month in which it can have been; what was corrected counts as corrected. Months are those of Jakarta",
    indonesian:
      "Menurut waktu kejadian, pada bulan paling awal yang mungkin; data yang dikoreksi dihitung sesuai koreksi. Bulan menurut Jakarta",
  },
};

const UNCOUNTED = {
  en: "What was withdrawn; what nobody counted the attendance of: that is not 0",
  indonesian: "Catatan yang ditarik; kegiatan tanpa hitungan peserta: itu bukan 0",
};

const defined = (counts: Definition["counts"], leavesOut: Definition["leavesOut"]): Definition => ({
  ...OF_OUTREACH,
  counts,
  leavesOut,
});

export const outreachSessions: Measure = {
  id: "outreach-sessions",
  edition: 1,
  title: { en: "Outreach in the village", indonesian: "Sosialisasi di desa" },
  unit: "SESSIONS",
  of: countedOutreach,
  value: { kind: "count" },
  definition: defined(
    {
      en: "Meetings, leaflets, home visits, trainings and other outreach; one of several topics stands under each of them",
      indonesian:
        "Pertemuan, selebaran, kunjungan rumah, pelatihan, dan sosialisasi lain; kegiatan dengan beberapa materi ada pada setiap materi",
    },
    { en: "What was withdrawn, as it was recorded by mistake", indonesian: "Catatan yang ditarik karena keliru" },
  ),
};

export const outreachReach: Measure = {
  id: "outreach-reach",
  edition: 1,
  title: { en: "Who was reached by outreach", indonesian: "Jangkauan sosialisasi" },
  unit: "PERSONS",
  of: countedOutreach,
  value: { kind: "sum", dimension: "attendees" },
  definition: defined(
    {
      en: "Attendees of all outreach, added up: who came twice is counted twice",
      indonesian: "Jumlah peserta semua sosialisasi: yang hadir dua kali dihitung dua kali",
    },
    UNCOUNTED,
  ),
};

export const officialsTrained: Measure = {
  ...outreachReach,
  id: "officials-trained",
  title: { en: "Officials trained", indonesian: "Aparatur yang dilatih" },
  only: { form: ["TRAINING"], audience: ["OFFICIALS"] },
  definition: defined(
    {
      en: "Attendees of trainings of officials, added up: who was trained twice is counted twice",
      indonesian: "Jumlah peserta pelatihan aparatur: yang dilatih dua kali dihitung dua kali",
    },
    UNCOUNTED,
  ),
};
