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
  LogLossAccepted: {
    en: "The service goes on though a log lacks events that it had",
    indonesian: "Layanan dilanjutkan meskipun sebagian catatan hilang",
  },
  ParkedEventDiscarded: {
    en: "An event was left out of a view, for a reason",
    indonesian: "Peristiwa dikeluarkan dari tampilan dengan alasan",
  },
  ParkedSubjectRetried: {
    en: "A view was told to take again what it had left aside",
    indonesian: "Tampilan diminta mengambil lagi peristiwa yang tertunda",
  },
  ReactionPlanned: {
    en: "Follow-ups were planned by the system",
    indonesian: "Tindak lanjut direncanakan oleh sistem",
  },
  FollowUpDone: { en: "A follow-up was done", indonesian: "Tindak lanjut dilaksanakan" },
  FollowUpRejected: { en: "A rule refused a follow-up", indonesian: "Tindak lanjut ditolak oleh aturan" },
  RulesPublished: { en: "An edition of rules was published", indonesian: "Edisi aturan diterbitkan" },

  IdsListed: { en: "What many answers held was listed", indonesian: "Isi sejumlah jawaban dicatat" },
  LogOfReadsBegun: { en: "An instance began its log of reads", indonesian: "Log pembacaan dimulai" },
  RequestAnswered: { en: "Data was shown", indonesian: "Data ditampilkan" },
  RequestRefused: { en: "A request was refused", indonesian: "Permintaan ditolak" },

  AgencyRegistered: { en: "An agency was registered", indonesian: "Instansi didaftarkan" },
  AgencyRenamed: { en: "An agency was renamed", indonesian: "Instansi berganti nama" },
  AgencyEnded: { en: "An agency ended", indonesian: "Instansi berakhir" },
  OfficerAssigned: { en: "An officer was assigned to an agency", indonesian: "Petugas ditugaskan pada instansi" },
  OfficerAssignmentEnded: { en: "An officer's assignment ended", indonesian: "Penugasan petugas berakhir" },

  PersonRegistered: { en: "The person was registered", indonesian: "Orang didaftarkan" },
  IdentityDetailsRecorded: { en: "Details of identity were recorded", indonesian: "Rincian identitas dicatat" },
  ContactChanged: { en: "Contact details were changed", indonesian: "Kontak diubah" },
  DoNotTellRequested: {
    en: "The person asked that someone not be told",
    indonesian: "Orang tersebut meminta agar pihak tertentu tidak diberi tahu",
  },
  DoNotTellWithdrawn: {
    en: "A request not to tell was withdrawn",
    indonesian: "Permintaan untuk tidak memberi tahu dicabut",
  },
  AllegationRecorded: {
    en: "A case of the person accuses someone",
    indonesian: "Kasus orang ini menyebut terduga pelaku",
  },
  AllegationWithdrawn: { en: "An allegation was withdrawn", indonesian: "Tuduhan dicabut" },
  SubjectSealed: { en: "The file was sealed", indonesian: "Berkas disegel" },
  SealConfirmed: { en: "The seal was confirmed", indonesian: "Segel berkas dikonfirmasi" },
  SubjectUnsealed: { en: "The file was unsealed", indonesian: "Segel berkas dibuka" },
  GlassBroken: {
    en: "An officer took emergency access to the file",
    indonesian: "Petugas menggunakan akses darurat ke berkas",
  },
  GlassReviewed: { en: "An emergency access was reviewed", indonesian: "Akses darurat ditinjau" },
  EmergencyAccessReadmitted: {
    en: "An officer may use emergency access to the file again",
    indonesian: "Petugas diizinkan kembali menggunakan akses darurat ke berkas",
  },
  ActProposed: {
    en: "An act that needs a second officer was proposed",
    indonesian: "Tindakan yang memerlukan petugas kedua diusulkan",
  },
  LegalHoldPlaced: {
    en: "A legal hold was placed on the person's data",
    indonesian: "Data orang ini ditahan untuk proses hukum",
  },
  LegalHoldReleased: { en: "A legal hold was released", indonesian: "Penahanan data dilepas" },
  PersonErased: { en: "Personal data was erased", indonesian: "Data pribadi dihapus" },
  IdentitiesLinked: {
    en: "Two records were linked as one person",
    indonesian: "Dua catatan ditautkan sebagai satu orang",
  },
  IdentitiesUnlinked: {
    en: "The link between two records was undone",
    indonesian: "Tautan antara dua catatan dibatalkan",
  },

  FileStored: { en: "A file was uploaded", indonesian: "Berkas diunggah" },

  MigrantRegistered: { en: "The migrant was registered", indonesian: "Pekerja migran didaftarkan" },
  PlacementStatusDetermined: { en: "The placement status was determined", indonesian: "Status penempatan ditetapkan" },
  RiskScreened: { en: "Risks were screened", indonesian: "Risiko disaring" },
  JourneyStarted: { en: "A journey was started", indonesian: "Perjalanan dimulai" },
  DocumentSubmitted: { en: "A document was submitted", indonesian: "Dokumen diserahkan" },
  DocumentVerified: { en: "A document was verified", indonesian: "Dokumen diverifikasi" },
  DocumentRejected: { en: "A document was rejected", indonesian: "Dokumen ditolak" },
  DocumentSetCompleted: {
    en: "All documents of the scheme are verified",
    indonesian: "Seluruh dokumen skema telah diverifikasi",
  },
  OrientationAttended: {
    en: "Pre-departure orientation was attended",
    indonesian: "Orientasi pra-pemberangkatan (OPP) diikuti",
  },
  InsuranceActivated: { en: "Insurance was activated", indonesian: "Jaminan sosial diaktifkan" },
  ClearanceGranted: { en: "Clearance was granted", indonesian: "Izin berangkat diberikan" },
  ClearanceRefused: { en: "Clearance was refused", indonesian: "Izin berangkat ditolak" },
  DepartureRecorded: { en: "Departure", indonesian: "Keberangkatan" },
  ArrivalReported: { en: "Arrival abroad was reported", indonesian: "Lapor diri di negara tujuan" },
  EmploymentStarted: { en: "Employment began", indonesian: "Mulai bekerja" },
  EmploymentEnded: { en: "Employment ended", indonesian: "Hubungan kerja berakhir" },
  ReturnStarted: { en: "The way home began", indonesian: "Perjalanan pulang dimulai" },
  ReturnRecorded: { en: "Returned to Indonesia", indonesian: "Kembali ke Indonesia" },
  ReintegrationStarted: { en: "Reintegration began", indonesian: "Reintegrasi dimulai" },
  JourneyClosed: { en: "The journey was closed", indonesian: "Perjalanan ditutup" },
  JourneyWithdrawn: { en: "The journey was withdrawn from", indonesian: "Perjalanan dibatalkan oleh pekerja migran" },
  DeparturePrevented: { en: "The departure was prevented", indonesian: "Keberangkatan dicegah" },
  DepartureFailed: { en: "The departure failed", indonesian: "Gagal berangkat" },
  ContactLost: { en: "Contact was lost", indonesian: "Putus komunikasi" },
  ContactRestored: { en: "Contact was restored", indonesian: "Komunikasi pulih" },
  DetentionRecorded: { en: "Detained", indonesian: "Ditahan" },
  DetentionEnded: { en: "The detention ended", indonesian: "Penahanan berakhir" },
  DeathReported: { en: "A death was reported", indonesian: "Kematian dilaporkan" },
  DeathConfirmed: { en: "The death was confirmed", indonesian: "Kematian dipastikan" },
  DeathReportWithdrawn: { en: "The report of a death was mistaken", indonesian: "Laporan kematian ternyata keliru" },

  CompanyRegistered: {
    en: "A company, broker or recruiter was registered",
    indonesian: "Perusahaan, calo, atau perekrut didaftarkan",
  },
  CompanyRenamed: { en: "A company was renamed", indonesian: "Perusahaan berganti nama" },
  CompanyLicenceRecorded: { en: "The status of a licence was recorded", indonesian: "Status izin dicatat" },
  ComplaintReceived: { en: "A complaint was received", indonesian: "Pengaduan diterima" },
  CaseTriaged: { en: "The case was triaged again", indonesian: "Kategori dan tingkat kasus ditetapkan ulang" },
  CasePartyRecorded: { en: "Someone was recorded as a party of the case", indonesian: "Pihak dalam kasus dicatat" },
  CasePartyRemoved: { en: "Someone is no party of the case", indonesian: "Pihak dikeluarkan dari kasus" },
  CaseDocumentsRequested: { en: "Papers were asked for", indonesian: "Kelengkapan dokumen diminta" },
  CaseVerified: { en: "The case was verified", indonesian: "Kasus diverifikasi" },
  CaseAssigned: { en: "The case was assigned", indonesian: "Kasus ditugaskan" },
  ClarificationHeld: { en: "A clarification was held", indonesian: "Klarifikasi dilaksanakan" },
  MediationHeld: { en: "A mediation was held", indonesian: "Mediasi dilaksanakan" },
  CaseSettled: { en: "The case was settled", indonesian: "Kasus mencapai kesepakatan" },
  SanctionRecommended: { en: "A sanction was recommended", indonesian: "Sanksi direkomendasikan" },
  LitigationStarted: { en: "The case went to court", indonesian: "Kasus ditempuh melalui jalur hukum" },
  CaseReferred: { en: "The case was handed to another agency", indonesian: "Kasus dilimpahkan kepada instansi lain" },
  CaseResolved: { en: "The case was resolved", indonesian: "Kasus diselesaikan" },
  CaseClosedAdministratively: {
    en: "The case was closed administratively",
    indonesian: "Kasus ditutup secara administratif",
  },
  CaseReopened: { en: "The case was reopened", indonesian: "Kasus dibuka kembali" },
  NextActionSet: { en: "The next action was set", indonesian: "Tindak lanjut berikutnya ditetapkan" },
  NextActionDone: { en: "The next action was done", indonesian: "Tindak lanjut dilaksanakan oleh petugas" },
  CaseRepatriationOpened: { en: "The case opened a repatriation", indonesian: "Kasus membuka pemulangan" },
  CaseRepatriationChanged: {
    en: "A repatriation of the case ended, or goes on",
    indonesian: "Status pemulangan dari kasus berubah",
  },
  ShelterProvided: { en: "Shelter was provided", indonesian: "Penampungan diberikan" },
  ShelterLeft: { en: "The shelter was left", indonesian: "Meninggalkan penampungan" },
  EmergencyTravelDocumentIssued: { en: "An emergency travel document was issued", indonesian: "SPLP diterbitkan" },
  ImmigrationFineDecided: { en: "An immigration fine was decided", indonesian: "Denda imigrasi diputuskan" },
  ExitPermitObtained: { en: "An exit permit was obtained", indonesian: "Izin keluar (exit permit) diperoleh" },
  CaseActionTaken: { en: "Action was taken", indonesian: "Tindakan dilakukan" },
  VictimOutcomeRecorded: { en: "What became of a victim was recorded", indonesian: "Keadaan akhir korban dicatat" },
  CaseContactLogged: { en: "A contact was logged", indonesian: "Kontak dicatat" },
  CaseContactFlagged: {
    en: "Someone was contacted whom the victim had asked not to tell, or accuses",
    indonesian: "Pihak yang diminta tidak diberi tahu, atau terduga pelaku, telah dihubungi",
  },
  TraffickingScreeningStarted: {
    en: "A screening for trafficking began",
    indonesian: "Penyaringan indikasi TPPO dimulai",
  },
  TraffickingAssessed: {
    en: "An assessment for trafficking was recorded",
    indonesian: "Asesmen indikasi TPPO dicatat",
  },

  RepatriationRequested: { en: "Repatriation was requested", indonesian: "Pemulangan diminta" },
  RepatriationStepAssigned: { en: "A step was given to an agency", indonesian: "Langkah ditugaskan kepada instansi" },
  RepatriationStepNotApplicable: { en: "A step does not apply here", indonesian: "Langkah tidak berlaku" },
  RepatriationAccompanied: { en: "The repatriation was accompanied", indonesian: "Pemulangan didampingi" },
  RepatriationOutcomeReported: { en: "An outcome was reported", indonesian: "Hasil akhir dilaporkan" },
  RepatriationClaimRecorded: {
    en: "A claim was filed, paid or refused",
    indonesian: "Klaim diajukan, dibayar, atau ditolak",
  },
  RepatriationCancelled: { en: "The repatriation was cancelled", indonesian: "Pemulangan dibatalkan" },
  RepatriationReinstated: { en: "The repatriation goes on again", indonesian: "Pemulangan dilanjutkan kembali" },
  RepatriationClosed: { en: "The repatriation was closed", indonesian: "Pemulangan ditutup" },
  BelongingsInventoried: { en: "Belongings were inventoried", indonesian: "Barang milik didata" },
  DisclosureFlagged: {
    en: "Someone was told whom the person had asked not to tell",
    indonesian: "Pihak yang diminta tidak diberi tahu telah mengetahui",
  },

  ReturneeIdentityConfirmed: {
    en: "The returnee's identity was confirmed",
    indonesian: "Identitas orang yang dipulangkan dipastikan",
  },
  ReturneeTravelDocumentReady: { en: "A travel document is ready", indonesian: "Dokumen perjalanan siap" },
  ReturneeExitCleared: { en: "The exit was cleared", indonesian: "Izin keluar diperoleh" },
  ReturneeFitToTravel: { en: "Certified fit to travel", indonesian: "Dinyatakan layak dipulangkan" },
  ReturneeTicketed: { en: "The journey home was booked", indonesian: "Tiket pulang dipesan" },
  ReturneeDeparted: { en: "Departed for Indonesia", indonesian: "Berangkat ke Indonesia" },
  ReturneeDebarked: { en: "Landed in Indonesia", indonesian: "Debarkasi di Indonesia" },
  ReturneeReceived: { en: "Received at the landing point", indonesian: "Diterima di tempat debarkasi" },
  ReturneeSentOnward: { en: "Sent onward towards home", indonesian: "Diantar menuju daerah asal" },
  ReturneeHandedOver: { en: "Handed over", indonesian: "Diserahterimakan" },
  ReturneeWentHomeAlone: { en: "Went home alone", indonesian: "Pulang sendiri" },

  FamilyNotified: { en: "The family was notified", indonesian: "Keluarga diberi tahu" },
  FamilySearchFoundNone: { en: "A search found no family", indonesian: "Keluarga tidak ditemukan setelah dicari" },
  DispositionDecided: { en: "What becomes of the remains was decided", indonesian: "Penanganan jenazah diputuskan" },
  RemainsFundingAgreed: { en: "Funding was agreed", indonesian: "Pembiayaan disepakati" },
  AutopsyDone: { en: "An autopsy was done", indonesian: "Autopsi dilakukan" },
  RemainsDocumentSubmitted: {
    en: "A document for the remains was submitted",
    indonesian: "Dokumen jenazah diserahkan",
  },
  RemainsDocumentVerified: {
    en: "A document for the remains was verified",
    indonesian: "Dokumen jenazah diverifikasi",
  },
  RemainsDocumentRejected: { en: "A document for the remains was rejected", indonesian: "Dokumen jenazah ditolak" },
  DeathEnteredAtMission: {
    en: "The death was entered at the mission",
    indonesian: "Kematian dicatat di Perwakilan RI",
  },
  RemainsPapersLegalised: { en: "The papers were legalised", indonesian: "Dokumen dilegalisasi oleh Perwakilan RI" },
  RemainsCargoBooked: { en: "Cargo was booked", indonesian: "Kargo dipesan" },
  RemainsCremated: { en: "The remains were cremated", indonesian: "Jenazah dikremasi" },
  RemainsDeparted: { en: "The remains left the country", indonesian: "Jenazah diberangkatkan" },
  RemainsArrived: { en: "The remains arrived in Indonesia", indonesian: "Jenazah tiba di Indonesia" },
  RemainsQuarantinePermitted: { en: "Quarantine gave its permit", indonesian: "Izin karantina diberikan" },
  RemainsReleasedByCustoms: { en: "Customs released the remains", indonesian: "Jenazah dilepas oleh bea cukai" },
  RemainsSentOnward: { en: "The remains were sent onward", indonesian: "Jenazah diantar menuju daerah asal" },
  RemainsHandedOver: { en: "The remains were handed over", indonesian: "Jenazah diserahterimakan" },
  RemainsLaidToRest: { en: "Laid to rest", indonesian: "Dimakamkan" },
};

/** The type's own name where nobody has given it a title yet. */
export function titleOf(type: string): Title {
  return TITLES[type] ?? { en: type, indonesian: type };
}

/** Types that have a title. */
export const titledTypes: readonly string[] = Object.keys(TITLES);
