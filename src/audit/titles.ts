/** What an event is called, for whoever reads a timeline. */
export interface Title {
  readonly en: string;
  readonly indonesian: string;
}

/** Every event type. */
const TITLES: { readonly [type: string]: Title } = {
  FactCorrected: { en: "A recorded fact was corrected", indonesian: "Fakta yang tercatat dikoreksi" },

  StoreOpened: { en: "The store was opened", indonesian: "Penyimpanan data dibuka" },
  SampleFilled: { en: "The store was filled with sample data", indonesian: "Penyimpanan diisi data contoh" },
  ReactionPlanned: {
    en: "Follow-ups were planned by the system",
    indonesian: "Tindak lanjut direncanakan oleh sistem",
  },
  FollowUpDone: { en: "A follow-up was done", indonesian: "Tindak lanjut dilaksanakan" },
  FollowUpRejected: { en: "A rule refused a follow-up", indonesian: "Tindak lanjut ditolak oleh aturan" },
  RulesPublished: { en: "An edition of rules was published", indonesian: "Edisi aturan diterbitkan" },

  AgencyRegistered: { en: "An agency was registered", indonesian: "Instansi didaftarkan" },
  AgencyRenamed: { en: "An agency was renamed", indonesian: "Instansi berganti nama" },
  AgencyEnded: { en: "An agency ended", indonesian: "Instansi berakhir" },
};

/** The type's own name where nobody has given it a title yet. */
export function titleOf(type: string): Title {
  return TITLES[type] ?? { en: type, indonesian: type };
}

/** Types that have a title. */
export const titledTypes: readonly string[] = Object.keys(TITLES);
