import { Controller, Get, Module, VERSION_NEUTRAL } from "@nestjs/common";
import type { NestFastifyApplication } from "@nestjs/platform-fastify";
import { afterEach, expect, test } from "@jest/globals";
import { createApplication } from "../../src/http/application.js";
import { LOOPBACK_EDGES, type Edges } from "../../src/http/edges/settings.js";
import { unrecorded } from "./unrecorded.js";

@Controller({ path: "metrics", version: VERSION_NEUTRAL })
class Figures {
  @Get()
  figures() {
    return "up 1\n";
  }
}

@Module({})
class FiguresModule {}

const TOKEN = "0123456789abcdef0123456789abcdef";
let app: NestFastifyApplication;

async function serve(edges: Partial<Edges> = {}): Promise<void> {
  const module = { module: FiguresModule, controllers: [Figures], providers: [unrecorded()] };
  app = await createApplication(module, "metrics", false, { ...LOOPBACK_EDGES, ...edges });
}

afterEach(() => app.close());

async function asked(headers: Record<string, string> = {}, remoteAddress = "127.0.0.1", url = "/metrics") {
  const {
    statusCode,
    body,
    headers: answered,
  } = await app.inject({ url, remoteAddress, headers: { host: "127.0.0.1:3000", ...headers } });
  const type = statusCode === 200 ? body : (JSON.parse(body) as { type: string }).type;
  return [statusCode, type, ...(answered["www-authenticate"] === undefined ? [] : [answered["www-authenticate"]])];
}

const READ = [200, "up 1\n"];
const refused = (status: number) => [status, "urn:kawal:problem:metrics-refused"];

test("without a token this machine reads them, of a service that only it reaches", async () => {
  await serve();
  expect(await asked()).toEqual(READ);
  expect(await asked({ host: "localhost:3000" }, "::ffff:127.0.0.1")).toEqual(READ);
  expect(await asked({ host: "[::1]" }, "::1")).toEqual(READ);
});

const HERE = "127.0.0.1";

test.each<[string, Record<string, string>, string]>([
  ["another machine", {}, "203.0.113.7"],
  ["whom a proxy of this machine passes on", { "x-forwarded-for": "203.0.113.7" }, HERE],
  ["whom a proxy passes on that says only its own name", { via: "1.1 proxy" }, HERE],
  ["a page of another site, whose name was made to mean this machine", { host: "evil.invalid:3000" }, HERE],
])("without a token not by %s", async (_, headers, address) => {
  await serve();
  expect(await asked(headers, address)).toEqual(refused(403));
  // A slash more, or another writing of the address, is no way in.
  for (const url of ["/metrics/", "/metrics?a=1", "/%6detrics"])
    expect((await asked(headers, address, url))[0]).not.toBe(200);
});

test("without a token nobody reads them of a service that others reach, not even this machine", async () => {
  await serve({ loopback: false });
  expect(await asked()).toEqual(refused(403));
});

test("with a token whoever brings it reads them, and nobody else", async () => {
  await serve({ loopback: false, metricsToken: TOKEN });
  expect(await asked({ authorization: `Bearer ${TOKEN}`, "x-forwarded-for": "203.0.113.7" }, "203.0.113.9")).toEqual(
    READ,
  );
  for (const authorization of [
    undefined,
    TOKEN,
    `Bearer ${TOKEN.slice(1)}`,
    `Bearer ${TOKEN}0`,
    `bearer ${TOKEN}`,
    "Bearer ",
  ])
    expect(await asked(authorization === undefined ? {} : { authorization })).toEqual([...refused(401), "Bearer"]);
});
