import { describe, expect, test } from "@jest/globals";
import type { FastifyReply, FastifyRequest } from "fastify";
import Papa from "papaparse";
import { asAsked, AsTable } from "../../src/http/table.js";

class Lists {
  @AsTable<{ text: unknown }>({ text: ({ text }) => text, name: ({ text }, { officers }) => officers?.[String(text)] })
  list() {}

  other() {}
}
const { list, other } = Lists.prototype;

function asked(handler: object, texts: readonly unknown[], more: object = {}, format?: string) {
  const headers: Record<string, string> = {};
  const reply = {
    header(name: string, value: string) {
      headers[name] = value;
      return this;
    },
  };
  const request = { url: "/api/v1/cases/x/trail?format=csv&limit=2", query: { format } };
  const answer = { data: texts.map((text) => ({ text })), ...more };
  const shown = asAsked(handler, request as unknown as FastifyRequest, reply as unknown as FastifyReply, answer);
  return { shown, headers };
}
const cells = (texts: readonly unknown[], more?: object) =>
  Papa.parse<string[]>(asked(list, texts, more, "csv").shown as string).data.slice(1);

describe("an answer as a table", () => {
  test.each(["=1+1", "+62812", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"])(
    "has %j with an apostrophe before it, so that no spreadsheet runs it",
    (text) => expect(cells([text])[0]![0]).toBe(`'${text}`),
  );

  test.each(["2025-01-01", "a=1", "", 'Soka"an, "x"', "two\nlines", "'quoted"])("has %j as it is", (text) =>
    expect(cells([text])[0]![0]).toBe(text),
  );

  test("has the names of the answer, and says of what is masked that it is", () => {
    const names = { officers: { a: "=Ana()", b: { masked: "hidden" }, c: null } };
    expect(cells(["a", "b", "c", { masked: "shredded" }, { x: 1 }, 7, null], { names })).toEqual([
      ["a", "'=Ana()"],
      ["b", "[hidden]"],
      ["c", ""],
      ["[shredded]", ""],
      ['{"x":1}', ""],
      ["7", ""],
      ["", ""],
    ]);
  });

  test("is a file of its own name, and says where it goes on", () => {
    const { headers } = asked(list, ["a"], { next: "abc" }, "csv");
    expect(headers).toEqual({
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="cases-x-trail.csv"',
      link: '</api/v1/cases/x/trail?format=csv&limit=2&after=abc>; rel="next"',
    });
  });

  test("is only given where the route has one, and the request asks for it", () => {
    for (const { shown } of [asked(list, ["a"]), asked(other, ["a"], {}, "csv")])
      expect(shown).toEqual({ data: [{ text: "a" }] });
  });
});
