import { describe, expect, test } from "@jest/globals";
import { nameTokens } from "../../src/privacy/name-tokens.js";

const whole = (name: string) => nameTokens(name).whole;

describe("variants of one name meet as a whole", () => {
  test.each([
    // Spelling of before 1947 and 1972.
    ["Soekarno", "Sukarno"],
    ["Djoko Soesilo", "Joko Susilo"],
    ["Tjahjono", "Cahyono"],
    ["Sjamsoeddin", "Syamsudin", "Samsudin", "Syamsuddin"],
    ["Njoman", "Nyoman"],
    ["Widjaja", "Wijaya"],
    ["Wahjoe", "Wahyu"],
    ["Gandjar", "Ganjar"],
    ["Soeharto", "Suharto"],
    ["Joesoef", "Yusuf", "Jusuf", "Yusup"],
    ["Achmad Chotib", "Akhmad Khotib", "Ahmad Hotib"],
    ["Tjandra", "Chandra", "Candra"],
    // Muhammad, Siti, Nur, Abdul and what they are cut down to.
    ["Muhammad Yusuf", "Mohammad Yusuf", "Mohamad Yusuf", "Moh. Yusuf", "Muh. Yusuf", "M. Yusuf", "M Yusup"],
    ["Muhammad Yusuf", "Moch. Yusuf", "Mochammad Jusuf", "MOHD YUSUF", "Md. Yusuf"],
    ["Siti Aminah", "Sitti Aminah", "St. Aminah", "SITI AMINA", "Hj. St. Aminah"],
    ["Nur Hayati", "Nurhayati", "Noer Hayati", "NUR-HAYATI"],
    ["Nuraini", "Nur'aini", "Nur Aini", "Noor Aini", "Nur’Aini"],
    ["Abdul Rahman", "Abd. Rahman", "Abdurrahman", "Abdurahman", "Abdulrahman", "Abdur Rohman", "Abdoerrachman"],
    ["Abdul Aziz", "Abdulaziz", "Abd Azis", "Abdul Ajis"],
    ["Abdul Latif", "Abdullatif", "Abdulatif", "Abd. Latip"],
    ["Abdus Salam", "Abdussalam", "Abdul Salam"],
    ["Abdullah", "Abdulah"],
    // Arabic sounds, and how Sundanese and Javanese papers write them.
    ["Syaiful", "Saiful", "Saeful", "Saepul", "Syaifull"],
    ["Zaenal Arifin", "Zainal Arifin", "Jaenal Aripin"],
    ["Rachmat", "Rahmat", "Rohmat", "Rakhmat"],
    ["Khoirul", "Khairul", "Choirul", "Khaerul"],
    ["Fathimah", "Fatimah", "Fatima", "Patimah"],
    ["Taufiq Hidayat", "Taufik Hidayat", "Taufiek Hidayat"],
    ["Utsman", "Usman"],
    ["Aisyah", "Aisah", "Aisha", "Aysyah"],
    ["Ridho", "Rido"],
    ["Arief", "Arif", "Arip"],
    ["Ma'ruf", "Maruf", "Ma`ruf"],
    ["Sholeh", "Soleh", "Saleh"],
    // Letters that change with the clerk.
    ["Supriyadi", "Supriadi", "Supriady"],
    ["Herry", "Heri", "Hery"],
    ["Novita", "Nofita", "Nopita"],
    ["Annisa", "Anisa"],
    ["Kuwat", "Kuat"],
    ["José", "Jose"],
    // Titles, descent, degrees, the late.
    [
      "Sukardi",
      "H. Sukardi",
      "Haji Sukardi",
      "Bapak Sukardi",
      "Alm. Sukardi",
      "Sukardi (alm)",
      "Drs. H. Sukardi, M.Si.",
    ],
    ["Siti Aminah Sukardi", "Siti Aminah binti Sukardi", "Hj. Siti Aminah bt. H. Sukardi"],
    ["Ahmad Fauzi", "Ahmad Fauzi, S.Pd.", "dr. Achmad Fauzi", "Ahmad bin Fauzi"],
  ])("%s, %s", (...variants) => {
    expect(new Set(variants.map(whole))).toEqual(new Set([whole(variants[0]!)]));
  });
});

describe("names of different persons do not meet", () => {
  test.each([
    ["Putra", "Putri"],
    ["Eko", "Eka"],
    ["Joko", "Yoko"],
    ["Sutarjo", "Sutaryo"],
    ["Soetarjo", "Soetardjo"],
    ["Harjono", "Haryono"],
    ["Dewi", "Dwi"],
    ["Suharti", "Suhartini"],
    ["Wahyudi", "Wahyuni"],
    ["Sumarni", "Sumarna"],
    ["Supriyadi", "Supriyanto"],
    ["Hasan", "Hasanah"],
    ["Hasan", "Husin"],
    ["Rina", "Rini"],
    ["Budi", "Budiman"],
    ["Nurhayati", "Nuraini"],
    ["Kartini", "Kartika"],
    ["Abdullah", "Abdul"],
    ["Ahmad", "Muhammad"],
    ["Ali", "Alia"],
    ["Wati", "Yati"],
    ["Jaya", "Yaya"],
    ["Siti Aminah", "Siti Maimunah"],
    ["Muhammad Ali", "Ahmad Ali"],
    ["Ahmad H.", "Ahmad M."],
  ])("%s, %s", (one, other) => {
    expect(whole(one)).not.toBe(whole(other));
  });
});

describe("parts of a name", () => {
  test.each([
    ["M. Yusuf bin H. Abdurrahman", "Jusuf Muhammad", 2],
    ["Siti Aminah binti Sukardi", "Aminah", 1],
    ["Abdurrohim", "Abd. Rahim", 2],
    ["Nur Hayati", "Nur Aini", 1],
    ["Abdul Gani", "Ghani", 1],
    ["Sri Wahyuni", "Sri Wahyudi", 1],
    ["Dewi", "Dwi", 0],
  ])("of %s and %s in common", (one, other, common) => {
    const parts = new Set(nameTokens(one).part);
    expect(nameTokens(other).part.filter((part) => parts.has(part))).toHaveLength(common);
  });

  test("are each there once, and hold no initial beside a word", () => {
    expect(nameTokens("Ani Ani S.").part).toEqual(["ani"]);
    expect(nameTokens("N.A.").part).toEqual(["n", "a"]);
    expect(nameTokens("N.A.").whole).toBe("na");
  });

  test.each(["", "   ", "...", "''"])("of %j are none", (name) => {
    expect(nameTokens(name)).toEqual({ part: [], whole: "" });
  });

  test("of a name that is nothing but a title are that title", () => {
    expect(nameTokens("Haji").part).toHaveLength(1);
    expect(nameTokens("H.").part).toEqual(["h"]);
  });

  test("are kept in other scripts", () => {
    expect(nameTokens("阿妮 أحمد").part).toHaveLength(2);
  });
});
