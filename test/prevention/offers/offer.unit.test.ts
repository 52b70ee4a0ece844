import { describe, expect, test } from "@jest/globals";
import { followHash, followNumber, newFollowCode } from "../../../src/prevention/offers/follow-code.js";
import { offerDecider } from "../../../src/prevention/offers/offer.commands.js";
import { withoutReporter } from "../../../src/prevention/offers/without-reporter.js";
import { tokensUnder } from "../../../src/privacy/lookup-tokens.js";
import { AGENCY, given, type PastEvent } from "../../given.js";

const FOLLOW = "A".repeat(43);
const at = (past: readonly PastEvent[]) => given(offerDecider, past);
const REPORTED: PastEvent = {
  type: "OfferReported",
  facts: { channel: "MESSENGER", anonymous: true, follow: FOLLOW },
};
const report = (data: object) =>
  at([]).when("ReportOffer", { channel: "MESSENGER", text: "Kerja ringan", follow: FOLLOW, ...data });
const REVIEWED: PastEvent = { type: "OfferReviewBegun", facts: {} };
const found = (finding: string): PastEvent => ({ type: "OfferAssessed", facts: { finding } });

describe("who reports an offer", () => {
  test("has an id and a key of their own, which are not the recruiter's", () => {
    const [event] = report({ reporter: { name: "Siti Contoh" }, recruiter: { name: "Pak Calo" } }).events();
    const [recruiter, reporter] = event!.subjects;
    expect([recruiter!.role, reporter!.role]).toEqual(["RECRUITER", "REPORTER"]);
    expect(reporter!.person).not.toBe(recruiter!.person);
    expect(event!.personal).toContainEqual({
      person: reporter!.person,
      class: "reporter",
      values: { name: "Siti Contoh", phone: undefined },
    });
    expect(JSON.stringify(event!.facts)).not.toMatch(/Siti|Calo/);
  });

  test("may be nobody who is known", () => {
    const [event] = report({}).events();
    expect(event!.facts).toMatchObject({ anonymous: true });
    expect(event!.subjects).toEqual([]);
  });

  test("is masked in the words of the offer", () => {
    const reporter = { name: "Siti Contoh", phone: "0812-3456-7890" };
    const text = "Tawaran untuk SITI contoh, ditelepon ke +62 812 3456 7890, dari siti";
    const [event] = report({ text, pay: "Rp 5 juta, kata Siti", reporter }).events();
    const words = event!.personal!.find((part) => part.class === "narrative")!.values;
    expect(words).toEqual({
      text: "Tawaran untuk [pelapor], ditelepon ke [pelapor], dari [pelapor]",
      pay: "Rp 5 juta, kata [pelapor]",
    });
  });
});

test("the reporter's number is masked where the offer stands, and where money is sent", () => {
  const reporter = { name: "Siti Contoh", phone: "0812-3456-7890" };
  const recruiter = { name: "Siti Calo", link: "https://wa.me/6281234567890", account: "DANA 0812 3456 7890" };
  const [event] = report({ reporter, recruiter }).events();
  const values = event!.personal!.filter((part) => part.class !== "reporter").map((part) => part.values);
  expect(values).toEqual(
    expect.arrayContaining([
      { name: "Siti Calo" },
      { phone: undefined, link: "https://wa.me/[pelapor]" },
      { account: "DANA [pelapor]" },
    ]),
  );
});

test("a number is masked as it is dialled at home and with any dash, a name with any apostrophe", () => {
  const masked = (text: string, name: string, phone: string) => withoutReporter(text, { name, phone });
  expect(masked("telepon 0812\u20133456\u20117890.", "A", "+6281234567890")).toBe("telepon [pelapor].");
  expect(masked("di Hong Kong 5123 4567", "A", "+85251234567")).toBe("di Hong Kong [pelapor]");
  expect(masked("Taiwan: 0912-345-678", "A", "+886912345678")).toBe("Taiwan: [pelapor]");
  expect(masked("Taiwan: 00886 912 345 678", "A", "+886912345678")).toBe("Taiwan: [pelapor]");
  expect(masked("2025 0812 3456 7890 5", "A", "+6281234567890")).toBe("2025 [pelapor] 5");
  expect(masked("kata Ma\u2019ruf", "Ma'ruf", "")).toBe("kata [pelapor]");
});

test("a text without the reporter stays as it is", () => {
  const text = "Gaji 12.000.000, hubungi 0813 1111 2222; sitimewa";
  expect(withoutReporter(text, { name: "Siti", phone: "081234567890" })).toBe(text);
  expect(withoutReporter(text, {})).toBe(text);
});

describe("a report", () => {
  test("is looked into, found and closed", () => {
    expect(at([REPORTED]).state()).toMatchObject({ state: "RECEIVED", agency: AGENCY });
    at([REPORTED])
      .when("BeginOfferReview", {})
      .then([{ type: "OfferReviewBegun" }]);
    at([REPORTED, REVIEWED])
      .when("AssessOffer", { finding: "SUBSTANTIATED" })
      .then([found("SUBSTANTIATED")]);
    expect(at([REPORTED, REVIEWED, found("SUBSTANTIATED")]).state().state).toBe("SUBSTANTIATED");
    at([REPORTED, REVIEWED, found("SUBSTANTIATED")])
      .when("CloseOffer", { reason: "ACTED_ON" })
      .then([{ type: "OfferClosed", facts: { reason: "ACTED_ON" } }]);
  });

  test("is not found before it is looked into, and ends once", () => {
    at([REPORTED]).when("AssessOffer", { finding: "SUBSTANTIATED" }).thenRejected("offer-state", { state: "RECEIVED" });
    const closed: PastEvent = { type: "OfferClosed", facts: { reason: "DUPLICATE" } };
    at([REPORTED, closed]).when("CloseOffer", { reason: "DUPLICATE" }).thenRejected("offer-state");
    at([REPORTED, closed]).when("BeginOfferReview", {}).thenRejected("offer-state");
  });

  test("stays where it came to, although a later step is told of an earlier time", () => {
    const early = { date: "2025-05-20" };
    const late = { date: "2025-05-25" };
    const reported: PastEvent = { ...REPORTED, occurred: { date: "2025-05-10" } };
    const review: PastEvent = { ...REVIEWED, occurred: late };
    const finding: PastEvent = { ...found("SUBSTANTIATED"), occurred: early };
    expect(at([reported, review, finding]).state().state).toBe("SUBSTANTIATED");
    const closed: PastEvent = { type: "OfferClosed", facts: { reason: "ACTED_ON" }, occurred: early };
    expect(at([reported, review, closed]).state().state).toBe("CLOSED");
    const all = [reported, review, { ...finding, occurred: late }, closed];
    expect(at(all).state()).toMatchObject({ state: "CLOSED", finding: "SUBSTANTIATED", closed: "ACTED_ON" });
    at(all).when("CloseOffer", { reason: "ACTED_ON" }).thenRejected("offer-state");
  });

  test("is opened by no earlier code again: when a code was given is not corrected", () => {
    const issued: PastEvent = { type: "OfferFollowCodeIssued", facts: { follow: "B".repeat(43) } };
    const past = [REPORTED, issued, { ...issued, facts: { follow: "C".repeat(43) } }];
    const [, , newest] = at(past).ids;
    expect(() =>
      at(past)
        .when("CorrectFact", { event: newest, reason: "WRONG_ENTRY", occurred: { date: "2025-05-01" } })
        .events(),
    ).toThrow(/newest/);
  });

  test("has one code that opens it: the newest", () => {
    const follow = "B".repeat(43);
    at([REPORTED])
      .when("IssueFollowCode", { follow })
      .then([{ type: "OfferFollowCodeIssued", facts: { follow } }]);
    expect(at([REPORTED, { type: "OfferFollowCodeIssued", facts: { follow } }]).state().follow).toBe(follow);
  });
});

describe("a code", () => {
  const tokens = tokensUnder(new Uint8Array(32));

  test("has 100 bits, in groups", () => {
    const codes = Array.from({ length: 200 }, newFollowCode);
    expect(new Set(codes).size).toBe(200);
    for (const code of codes) expect(code).toMatch(/^([2-9A-HJ-NP-Z]{5}-){3}[2-9A-HJ-NP-Z]{5}$/);
  });

  test("is taken however it is typed, with its number alone, and hashed under the key of the store", () => {
    const number = followNumber("0f5b6c3e-0000-4000-8000-0000000000ff");
    const hash = followHash(tokens, number, "7KQ2M-XV9TR-4HBNC-8WPLD");
    expect(hash).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(followHash(tokens, number.toLowerCase(), " 7kq2mxv9tr 4hbnc 8wpld ")).toBe(hash);
    expect(followHash(tokens, "0F5B6C3E01", "7KQ2M-XV9TR-4HBNC-8WPLD")).not.toBe(hash);
    expect(followHash(tokensUnder(new Uint8Array(32).fill(1)), number, "7KQ2M-XV9TR-4HBNC-8WPLD")).not.toBe(hash);
  });
});
