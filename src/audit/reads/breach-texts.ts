import type { FieldClass } from "../../event-sourcing/stored-event/envelope.js";
import { dateIn, DEFAULT_ZONE } from "../../event-sourcing/stored-event/occurred-at.js";

export interface BreachFacts {
  readonly classes: readonly FieldClass[];
  readonly persons: number;
  readonly requests: number;
  readonly officers: number;
  /** ISO 8601, UTC; null where nothing was read. */
  readonly first: string | null;
  readonly last: string | null;
}

/** A text in both languages, with blanks for what no log can know. */
export interface NoticeText {
  readonly en: string;
  readonly indonesian: string;
}

const BLANK = "________";

const CLASSES: { readonly [C in FieldClass]: NoticeText } = {
  identity: { en: "identity", indonesian: "identitas" },
  contact: { en: "contact details", indonesian: "kontak" },
  health: { en: "health", indonesian: "kesehatan" },
  trafficking: { en: "findings on trafficking", indonesian: "temuan perdagangan orang" },
  shelter: { en: "shelter", indonesian: "tempat penampungan" },
  finance: { en: "finance", indonesian: "keuangan" },
  reporter: { en: "who reported", indonesian: "identitas pelapor" },
  narrative: { en: "free texts", indonesian: "uraian" },
};

/** The notices of UU 27/2022 art. 46 (2): which data, when and how, and what is done about it. */
export function breachTexts(facts: BreachFacts): { readonly subject: NoticeText; readonly authority: NoticeText } {
  const en = what(facts, "en");
  const indonesian = what(facts, "indonesian");
  return {
    subject: {
      en: `To ${BLANK}: ${en} Yours are among them. How it happened: ${BLANK}. What we do about it: ${BLANK}. Whom to ask: ${BLANK}. (UU 27/2022 art. 46)`,
      indonesian: `Kepada Yth. ${BLANK}: ${indonesian} Data Anda termasuk di dalamnya. Bagaimana terjadinya: ${BLANK}. Upaya penanganan dan pemulihan: ${BLANK}. Narahubung: ${BLANK}. (Pasal 46 UU 27/2022)`,
    },
    authority: {
      en: `To ${BLANK} (authority): ${en} Subjects: ${facts.persons}; requests: ${facts.requests}; accounts: ${facts.officers}. How it happened: ${BLANK}. Handling and recovery: ${BLANK}. Subjects told on: ${BLANK}. (UU 27/2022 art. 46)`,
      indonesian: `Kepada Yth. ${BLANK} (lembaga): ${indonesian} Jumlah subjek: ${facts.persons}; permintaan: ${facts.requests}; akun: ${facts.officers}. Bagaimana terjadinya: ${BLANK}. Upaya penanganan dan pemulihan: ${BLANK}. Subjek diberi tahu pada: ${BLANK}. (Pasal 46 UU 27/2022)`,
    },
  };
}

function what({ classes, first, last }: BreachFacts, language: keyof NoticeText): string {
  const listed = classes.map((each) => CLASSES[each][language]).join(", ") || BLANK;
  const [from, to] = [first, last].map((at) => (at === null ? BLANK : dateIn(DEFAULT_ZONE, at)));
  return language === "en"
    ? `personal data (${listed}) was disclosed without right from ${from} to ${to}.`
    : `data pribadi (${listed}) terungkap tanpa hak sejak ${from} sampai ${to}.`;
}
