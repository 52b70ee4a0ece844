import { describe, expect, test } from "@jest/globals";
import { FileEnds, IncompleteFile } from "../../src/files/whole-file.js";

const SOI = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0];
const SCAN = [0xff, 0xda, 0, 4, 0, 0, 1, 2, 3];
const EOI = [0xff, 0xd9];
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13];
const IEND = [0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82];
const text = (words: string) => [...Buffer.from(words)];
const more = (bytes: number) => Array<number>(bytes).fill(7);

const isWhole = (type: string, bytes: readonly number[], at = bytes.length) => {
  const ends = new FileEnds();
  for (const piece of [bytes.slice(0, at), bytes.slice(at)]) ends.take(Uint8Array.from(piece));
  try {
    ends.assertWhole(type);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(IncompleteFile);
    return false;
  }
};

describe("whole is", () => {
  test.each([
    ["a JPEG with a picture and its end", "image/jpeg", [...SOI, ...SCAN, ...EOI]],
    ["a JPEG with data of a camera behind", "image/jpeg", [...SOI, ...SCAN, ...EOI, ...more(3_000)]],
    ["a PNG with its first and last chunk", "image/png", [...PNG, ...text("IHDR"), ...more(200_000), ...IEND]],
    ["a PDF with its end", "application/pdf", text("%PDF-1.4\n…\n%%EOF\n")],
    ["a PDF with some bytes behind its end", "application/pdf", [...text("%PDF-1.4\n%%EOF\n"), ...more(900)]],
  ])("%s, in whichever pieces it comes", (_, type, bytes) => {
    for (let at = 0; at <= Math.min(bytes.length, 40); at++) expect(isWhole(type, bytes, at)).toBe(true);
  });
});

describe("not whole is", () => {
  test.each([
    ["a JPEG of three bytes", "image/jpeg", SOI.slice(0, 3)],
    ["a JPEG with no picture", "image/jpeg", [...SOI, ...EOI]],
    ["a JPEG that is cut off", "image/jpeg", [...SOI, ...SCAN]],
    ["a JPEG of which only the small picture before has its end", "image/jpeg", [...SOI, ...SCAN, ...EOI, ...SCAN]],
    ["a PNG without its first chunk", "image/png", [...PNG, ...text("IDAT"), ...IEND]],
    ["a PNG that is cut off", "image/png", [...PNG, ...text("IHDR"), ...more(100)]],
    ["a PDF that is cut off", "application/pdf", text("%PDF-1.7\n1 0 obj")],
    ["a PDF with its end far before", "application/pdf", [...text("%PDF-1.7\n%%EOF\n"), ...more(2_000)]],
  ])("%s", (_, type, bytes) => {
    expect(isWhole(type, bytes)).toBe(false);
  });
});
