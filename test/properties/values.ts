import type { Chance } from "./chance.js";

const NAMES = [
  "Siti Aminah",
  "Nur Hayati",
  "Nurhayati",
  "H. Mochamad Sjarif bin Abdulrahman",
  "Abdurrahman",
  "Dewi",
  "M. Yusuf",
  "Tjahja Soekarno, S.H.",
  "Ni Luh Ayu",
];

/** A personal value for a field, by its name. */
export function personalValue(chance: Chance, field: string, now: string): string {
  switch (field) {
    case "name":
    case "alias":
    case "employer":
      return `${chance.one(NAMES)} ${chance.canary()}`;
    case "initials":
      return chance.one(["N.A.", "S.", "M.R."]);
    case "nik":
      return `999999${digits(chance, 2, 1, 28)}${digits(chance, 2, 1, 12)}${digits(chance, 2, 60, 99)}000${1 + chance.nat(9)}`;
    case "passport":
      return chance.one(["X0000001", "AB123456", "12 3456", "q-99"]);
    case "birthDate":
      return chance.day(now, -365 * 50, -365 * 16).slice(0, chance.one([10, 10, 10, 7, 4]));
    case "phone":
      return chance.one(["0812-0000-0001", "+62 812 0000 0002", "+855 12 345 678"]);
    case "email":
      return `${chance.canary()}@example.org`;
    default:
      return chance.text();
  }
}

function digits(chance: Chance, length: number, from: number, to: number): string {
  return String(from + chance.nat(to - from + 1)).padStart(length, "0");
}
