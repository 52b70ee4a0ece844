import { describe, expect, test } from "@jest/globals";
import { lookupForms, nameForms } from "../../src/person/lookup-forms.js";

/** Whether a word as it was typed is looked for as the word of a name that the index holds. */
function isFound(typed: string, name: string): boolean {
  const held = new Set(lookupForms("name", name));
  const [word] = nameForms(typed)!.words;
  return [...word!.exact, ...word!.similar()].some((form) => held.has(form));
}

describe("a word of a name is found with a letter wrong", () => {
  test.each([
    ["a letter left out", "Yunarti", "Yuniarti"],
    ["a letter too many", "Yuniaarti", "Yuniarti"],
    ["another letter", "Juniarti", "Yuniarti"],
    ["neighbours that changed places", "Yunairti", "Yuniarti"],
  ])("%s: %s for %s", (_, typed, name) => expect(isFound(typed, name)).toBe(true));

  test.each([
    ["Wohakh", "Wohakih"],
    ["Khana", "Kohana"],
    ["Wonakdoe", "Wonakode"],
    ["Gnoopi", "Gonopi"],
    ["Nemee", "Nemete"],
    ["Yhee", "Yehe"],
    ["Llui", "Luli"],
    ["Kies", "Kise"],
  ])("also where what is left reads as another sound: %s for %s", (typed, name) =>
    expect(isFound(typed, name)).toBe(true),
  );

  test.each([
    ["Yoa", "Yoga"],
    ["Lui", "Luli"],
    ["Lli", "Luli"],
  ])("also where only three letters are left: %s for %s", (typed, name) => expect(isFound(typed, name)).toBe(true));

  test("a known way to write a name counts as that name", () => {
    expect(isFound("Muhamd", "Muhammad")).toBe(true);
    expect(isFound("Achmd", "Ahmad")).toBe(true);
  });

  test.each([
    ["Yoa", "Yob"],
    ["Lu", "Lui"],
    ["Yunti", "Yuniarti"],
  ])("but not two letters away, nor another word as short: %s for %s", (typed, name) =>
    expect(isFound(typed, name)).toBe(false),
  );

  test("each form once, and not the word itself", () => {
    const [word] = nameForms("Khadijah")!.words;
    const similar = word!.similar();
    expect(new Set(similar).size).toBe(similar.length);
    expect(similar).not.toContain(word!.exact[0]);
  });
});
