import { describe, expect, test } from "@jest/globals";
import type { FastifyReply, FastifyRequest } from "fastify";
import Papa from "papaparse";
import readWorkbook from "read-excel-file/node";
import { asAsked, AsTable } from "../../src/http/table.js";

class Lists {
  @AsTable<{ text: unknown }>({ text: ({ text }) => text, name: ({ text }, { officers }) => officers?.[String(text)] })
  list() {}
}
const { list } = Lists.prototype;

const AS_OF = { position: "7", recordedAt: "2026-03-01T02:00:00.000Z" };

async function asked(handler: object, texts: readonly unknown[], more: object = {}, format?: string) {
  const headers: Record<string, string> = {};
  const reply = {
    header(name: string, value: string) {
      headers[name] = value;
      return this;
    },
  };
  const request = {
    method: "GET",
    url: "/api/v1/cases/x/trail?format=csv&limit=2",
    query: { format },
    routeOptions: { url: "/api/v1/cases/:id/trail" },
  };
  const answer = { data: texts.map((text) => ({ text })), dataAsOf: AS_OF, ...more };
  const shown = await asAsked(handler, request as unknown as FastifyRequest, reply as unknown as FastifyReply, answer);
  return { shown, headers };
}
const cells = async (texts: readonly unknown[], more?: object) =>
  Papa.parse<string[]>((await asked(list, texts, more, "csv")).shown as string).data.slice(1);

describe("an answer as a table", () => {
  test.each(["=1+1", "+62812", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"])(
    "has %j with an apostrophe before it, so that no spreadsheet runs it",
    async (text) => expect((await cells([text]))[0]![0]).toBe(`'${text}`),
  );

  test.each(["2025-01-01", "a=1", "", 'Soka"an, "x"', "two\nlines", "'quoted"])("has %j as it is", async (text) =>
    expect((await cells([text]))[0]![0]).toBe(text),
  );

  test("has the names of the answer, and says of what is masked that it is", async () => {
    const names = { officers: { a: "=Ana()", b: { masked: "hidden" }, c: null } };
    expect(await cells(["a", "b", "c", { masked: "shredded" }, { x: 1 }, 7, null], { names })).toEqual([
      ["a", "'=Ana()"],
      ["b", "[hidden]"],
      ["c", ""],
      ["[shredded]", ""],
      ['{"x":1}', ""],
      ["7", ""],
      ["", ""],
    ]);
  });

  test("is a file of its own name, and says where it goes on", async () => {
    const { headers } = await asked(list, ["a"], { next: "abc" }, "csv");
    expect(headers).toEqual({
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="cases-x-trail.csv"',
      "kawal-data-as-of": AS_OF.recordedAt,
      link: '</api/v1/cases/x/trail?format=csv&limit=2&after=abc>; rel="next"',
    });
  });

  test("is only given where the request asks for it", async () => {
    expect((await asked(list, ["a"])).shown).toEqual({ data: [{ text: "a" }], dataAsOf: AS_OF });
  });

  test("is a workbook of texts, numbers and truth values, none of which is a formula, with a sheet about it", async () => {
    const long = "x".repeat(40_000);
    const { shown, headers } = await asked(list, ["=1+1", 7, true, null, long], { next: "abc" }, "xlsx");
    expect(headers["content-disposition"]).toBe('attachment; filename="cases-x-trail.xlsx"');
    const sheets = await readWorkbook(shown as Buffer);
    expect(sheets).toEqual([
      {
        sheet: "data",
        data: [
          ["text", "name"],
          ["=1+1", null],
          [7, null],
          [true, null],
          [null, null],
          [long.slice(0, 32_767), null],
        ],
      },
      {
        sheet: "about",
        data: [
          ["list", "cases-x-trail"],
          ["rows", 5],
          ["complete", false],
          ["dataAsOf", AS_OF.recordedAt],
          ["sample", false],
        ],
      },
    ]);
  });
});
