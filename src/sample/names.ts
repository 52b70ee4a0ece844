import type { Random } from "./random.js";

const WOMEN =
  "Siti Rohmah Sumarni Lilis Wartini Nurhayati Eka Yuliana Kartini Juwita Mutmainah Rasiti Tumini Karsinah Dewi Aisyah Suryani Fatimah Casmini Endang".split(
    " ",
  );
const MEN =
  "Agus Slamet Sutrisno Rasidin Ahmad Junaedi Wahyudi Karyono Sapri Lukman Dedi Misbah Tarjono Hendrik Rudi Suparman Warsono Ilham Mahmud Darto".split(
    " ",
  );

const MIDDLE =
  "Amara Bestari Cendana Dharma Embun Fajar Gemilang Harum Intan Jingga Kencana Langit Melati Nirmala Purnama Ratna Sekar Teratai Utama Wulan".split(
    " ",
  );

/** Coined, so that no combination is anyone's name. */
const COINED_FIRST = "Wiran Lesma Prana Sukma Adhi Karta Mulya Surya Jaya Rangga Tirta Bayu Candra Dana Giri".split(
  " ",
);
const COINED_LAST =
  "contawan dingsaka guntari jatmala kusandra lembayu mandira ningsaka pradita rindawa sampela tarunaka".split(" ");

/** A name that is nobody's: a common first one, and a last one that was coined. */
export function inventedName(random: Random, sex: "FEMALE" | "MALE"): string {
  const first = random.pick(sex === "FEMALE" ? WOMEN : MEN);
  const last = `${random.pick(COINED_FIRST)}${random.pick(COINED_LAST)}`;
  return random.chance(0.5) ? `${first} ${random.pick(MIDDLE)} ${last}` : `${first} ${last}`;
}
