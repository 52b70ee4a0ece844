import type { Role } from "../../access/roles.js";
import type { FieldClass } from "../../event-sourcing/stored-event/envelope.js";

export interface Words {
  readonly indonesian: string;
  readonly en: string;
}

const words = (indonesian: string, en: string): Words => ({ indonesian, en });

/** Each role, with the letters that stand for it at the head of a column. */
export const ROLE_WORDS: { readonly [R in Role]: Words & { readonly short: string } } = {
  VILLAGE_OFFICER: { short: "VO", ...words("Petugas desa", "Village officer") },
  CASEWORKER: { short: "CW", ...words("Petugas kasus", "Caseworker") },
  SUPERVISOR: { short: "SV", ...words("Penyelia", "Supervisor") },
  MISSION: { short: "MI", ...words("Petugas Perwakilan RI", "Officer of a mission abroad") },
  INVESTIGATOR: { short: "IN", ...words("Penyidik", "Investigator") },
  AUDITOR: { short: "AU", ...words("Auditor", "Auditor") },
  ANALYST: { short: "AN", ...words("Analis", "Analyst") },
  ADMINISTRATOR: { short: "AD", ...words("Administrator", "Administrator") },
  MACHINE_CLIENT: { short: "MC", ...words("Sistem lain", "Another system") },
};

export const CLASS_WORDS: { readonly [C in FieldClass]: Words } = {
  identity: words("Identitas: nama, NIK, paspor, tanggal lahir", "Identity: name, NIK, passport, date of birth"),
  contact: words("Kontak: telepon, alamat, keluarga", "Contact: phone, address, family"),
  health: words("Kesehatan", "Health"),
  trafficking: words("Tindak pidana perdagangan orang", "Trafficking"),
  shelter: words("Tempat perlindungan", "Shelter"),
  finance: words("Keuangan", "Finance"),
  reporter: words("Pelapor", "Who reported"),
  narrative: words("Uraian bebas", "Free text"),
};
