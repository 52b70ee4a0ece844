/** What each type of problem says in Indonesian: its title, and its message where no more exact one is known. */
const TEXTS = {
  "assignment-ambiguous": "Anda bertugas untuk lebih dari satu instansi, atau dalam lebih dari satu peran",
  "body-too-large": "Isi permintaan melebihi batas",
  contention: "Catatan yang sama sedang terus diubah oleh pihak lain",
  "event-too-large": "Teks dalam satu permintaan terlalu banyak",
  "file-erased": "Berkas sudah dihapus",
  "file-too-large": "Berkas melebihi batas ukuran",
  forbidden: "Peran Anda tidak mengizinkan tindakan ini",
  "foreign-position": "Posisi ini berasal dari penyimpanan lain",
  "headers-too-large": "Header permintaan melebihi batas",
  "idempotency-key-required": "Perintah memerlukan header Idempotency-Key berupa UUID",
  "impossible-date": "Waktu atau tanggal ini tidak mungkin",
  "incomplete-file": "Berkas tidak lengkap",
  internal: "Terjadi kesalahan pada layanan; sudah dicatat",
  "invalid-cursor": "Kursor ini bukan milik kueri ini",
  "invalid-field": "Nilai isian tidak dapat diterima",
  "invalid-header": "Nilai header tidak dapat diterima",
  "invalid-id": "Id ini bukan UUID",
  "invalid-text": "Teks memuat karakter yang tidak dapat diterima",
  "issuer-unavailable": "Penerbit token tidak menjawab",
  "key-reused": "Kunci idempotensi ini milik permintaan lain",
  "malformed-json": "Isi permintaan bukan JSON",
  "malformed-request": "Permintaan tidak dapat diterima",
  "metrics-refused": "Metrik ini bukan untuk Anda",
  "method-not-allowed": "Metode ini tidak berlaku untuk alamat ini",
  "missing-field": "Isian wajib belum diisi",
  "no-assignment": "Anda tidak memiliki penugasan yang mengizinkan tindakan ini",
  "no-such-address": "Alamat ini tidak ada",
  "not-an-object": "Isi permintaan harus berupa objek JSON",
  "not-correctable": "Ini tidak dapat dikoreksi",
  "not-found": "Tidak ada apa pun di sini yang boleh Anda lihat",

  "not-signed-in": "Masuk terlebih dahulu: kirim token bearer",
  "not-withdrawable": "Ini tidak dapat ditarik kembali",
  "past-day-not-ready": "Data pada hari itu belum selesai dihitung",
  "repeated-header": "Sebuah header dikirim lebih dari sekali",
  "request-timeout": "Permintaan tidak selesai dikirim tepat waktu",
  "session-ended": "Sesi sudah berakhir: masuk kembali",
  "sign-in-busy": "Terlalu banyak pengguna sedang masuk bersamaan",
  "sign-in-refused": "Login atau kata sandi tidak benar, atau terkunci sementara",
  "stale-revision": "Data sudah berubah sejak revisi yang disebut dalam If-Match",
  "store-file-changed": "Sebuah berkas penyimpanan bukan berkas yang ada ketika layanan dimulai",
  "store-unavailable": "Penyimpanan tidak menjawab",
  "too-deep": "Isi permintaan terlalu dalam",
  "too-long": "Teks terlalu panjang",
  "too-many-requests": "Terlalu banyak permintaan",
  "too-many-streams": "Terlalu banyak aliran langsung yang terbuka",
  "too-many-values": "Terlalu banyak nilai",
  "unknown-country": "Negara tidak dikenal",
  "unknown-document": "Dokumen tidak dikenal",
  "unknown-field": "Isian tidak dikenal",
  "unknown-file": "Berkas tidak dikenal",
  "unknown-journey": "Perjalanan tidak dikenal",
  "unknown-narrative": "Uraian tidak dikenal",
  "unknown-person": "Orang tidak dikenal",
  "unknown-region": "Wilayah tidak dikenal",
  "unknown-zone": "Zona waktu tidak dikenal",
  "unsupported-file-type": "Jenis berkas ini tidak diterima",
  "unsupported-media-type": "Jenis isi ini tidak diterima di sini",
  "view-behind": "Tampilan data belum cukup mutakhir untuk menjawab",
} as const;

/** Last part of the `type` of a problem that no rule makes. */
export type ProblemSlug = keyof typeof TEXTS;

/** @param slug of any problem; of one that is not listed, what is said of any bad field */
export function inIndonesian(slug: string): string {
  return slug in TEXTS ? TEXTS[slug as ProblemSlug] : TEXTS["invalid-field"];
}

/** Whether a problem of this type has a text of its own. */
export const isSaidInIndonesian = (slug: string): slug is ProblemSlug => slug in TEXTS;
