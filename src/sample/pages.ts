/**
 * A page that says what it stands for, and that it is a sample: a PDF of one page, some 600 bytes. The same lines give
 * the same bytes.
 * @param lines in Latin letters
 */
export function samplePage(lines: readonly string[]): Uint8Array {
  const text = ["SAMPLE - CONTOH", "Not a document. Bukan dokumen.", ...lines]
    .map((line) => `(${latin(line)}) Tj T*`)
    .join("\n");
  const content = `BT /F1 12 Tf 16 TL 56 780 Td\n${text}\nET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  let file = "%PDF-1.4\n";
  const offsets = objects.map((object, i) => {
    const offset = file.length;
    file += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const size = objects.length + 1;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(`${file}xref\n0 ${size}\n0000000000 65535 f \n${table}${trailer}`, "latin1");
}

/** Printable ASCII, with what a PDF's string needs escaped. */
function latin(line: string): string {
  return line.replaceAll(/[^\x20-\x7e]/g, "?").replaceAll(/[\\()]/g, String.raw`\$&`);
}
