import { Body, Controller, Get, Module, Post, Query, type CanActivate, type ExecutionContext } from "@nestjs/common";
import { APP_GUARD } from "@nestjs/core";
import type { NestFastifyApplication } from "@nestjs/platform-fastify";
import type { IncomingHttpHeaders } from "node:http";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { requestContext } from "../../src/access/request-context.js";
import { createApplication } from "../../src/http/application.js";
import { LOOPBACK_EDGES, type Edges } from "../../src/http/edges/settings.js";
import { Problem } from "../../src/http/problems.js";
import { LIMITS } from "../../src/limits.js";
import { sendBytes } from "../end-to-end/raw-http.js";
import { unrecorded } from "./unrecorded.js";
import { stopClock } from "../stopped-clock.js";

const SECRET = "Canary Rahasia";

@Controller("things")
class Things {
  @Get()
  list() {
    return { data: [] };
  }

  @Get("broken")
  broken() {
    throw new TypeError(`no ${SECRET}`, { cause: new Error(SECRET) });
  }

  @Post()
  take(@Body() body: object) {
    return body;
  }

  @Post("search")
  search(@Query() query: object) {
    return query;
  }
}

@Controller("sign-in")
class SignIn {
  @Post()
  signIn() {
    throw new Problem(401, "sign-in-refused", "The login or the password is wrong");
  }

  @Post("refresh")
  refresh() {
    return {};
  }
}

@Controller("public/follow")
class Follow {
  @Post()
  follow() {
    return {};
  }
}

/** Believes the tokens `officer-<n>` and `<anything>-officer-<n>`, until one is taken back. */
class Tokens implements CanActivate {
  static readonly takenBack = new Set<string>();

  canActivate(context: ExecutionContext): boolean {
    const { headers, url } = context.switchToHttp().getRequest<{ headers: IncomingHttpHeaders; url: string }>();
    if (url.includes("/sign-in") || url.includes("/public/")) return true;
    const token = headers.authorization?.slice("Bearer ".length) ?? "";
    const officer = /officer-\d+$/.exec(token)?.[0];
    if (officer === undefined || Tokens.takenBack.has(token)) throw new Problem(401, "not-signed-in", "Sign in first");
    requestContext()!.identity = { officer, administrator: false };
    return true;
  }
}

@Module({})
class EdgesModule {}

let app: NestFastifyApplication;

async function serve(edges: Partial<Edges> = {}): Promise<void> {
  app = await createApplication(
    {
      module: EdgesModule,
      controllers: [Things, SignIn, Follow],
      providers: [{ provide: APP_GUARD, useClass: Tokens }, unrecorded()],
    },
    "edges",
    false,
    { ...LOOPBACK_EDGES, ...edges },
  );
}

// A minute of requests is not over before a test says so.
stopClock();
beforeEach(() => Tokens.takenBack.clear());
afterEach(() => app.close());

interface Asked {
  readonly token?: string;
  readonly from?: string;
  readonly headers?: Record<string, string>;
}

const asks = (url: string, { token, from = "203.0.113.7", headers = {} }: Asked = {}) =>
  app.inject({
    url,
    remoteAddress: from,
    headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
  });
const posts = (path: string, payload: object, from = "203.0.113.7") =>
  app.inject({ method: "POST", url: `/api/v1/${path}`, payload, remoteAddress: from });
const lists = (token?: string, from?: string) =>
  asks("/api/v1/things", { ...(token !== undefined && { token }), ...(from !== undefined && { from }) });

/** Their statuses, one after the other. */
async function statuses(times: number, ask: (i: number) => Promise<{ statusCode: number }>): Promise<number[]> {
  const found: number[] = [];
  for (let i = 0; i < times; i++) found.push((await ask(i)).statusCode);
  return found;
}

describe("how often one may ask", () => {
  test("is limited for each officer, whichever of their tokens they send, and not for the next one", async () => {
    await serve({ requestsPerMinute: 5 });
    expect(await statuses(4, () => lists("officer-1"))).toEqual([200, 200, 200, 200]);
    expect(await statuses(4, () => lists("other-officer-1", "203.0.113.8"))).toEqual([200, 200, 200, 429]);
    expect((await lists("officer-1")).statusCode).toBe(429);
    expect((await lists("officer-2")).statusCode).toBe(200);
  });

  test("over it the answer is a problem that says when to come back, and then one may", async () => {
    await serve({ requestsPerMinute: 2 });
    await statuses(4, () => lists("officer-1"));
    jest.setSystemTime(Date.now() + 20_000);
    const over = await lists("officer-1");
    expect(over.statusCode).toBe(429);
    expect(over.headers).toMatchObject({
      "retry-after": "40",
      "content-type": "application/problem+json; charset=utf-8",
      "cache-control": "no-store",
    });
    expect(over.json()).toEqual({
      type: "urn:kawal:problem:too-many-requests",
      title: "There are too many requests",
      indonesian: "Terlalu banyak permintaan",
      status: 429,
      detail: expect.any(String),
    });
    jest.setSystemTime(Date.now() + 41_000);
    expect((await lists("officer-1")).statusCode).toBe(200);
  });

  test("made-up tokens, and none, count against their address: by IPv6 against its network", async () => {
    await serve({ requestsPerMinute: 3 });
    expect(await statuses(4, (i) => lists(`made-up-${i}`))).toEqual([401, 401, 401, 429]);
    expect((await lists()).statusCode).toBe(429);
    expect((await lists(undefined, "203.0.113.8")).statusCode).toBe(401);
    expect(await statuses(4, (i) => lists(undefined, `2001:db8::${i}`))).toEqual([401, 401, 401, 429]);
    expect((await asks("/no/such/address")).statusCode).toBe(429);
  });

  test("an officer who was believed is not kept out by others of the same address", async () => {
    await serve({ requestsPerMinute: 3 });
    expect((await lists("officer-1")).statusCode).toBe(200);
    await statuses(4, (i) => lists(`made-up-${i}`));
    expect((await lists("officer-1")).statusCode).toBe(200);
  });

  test("a token that was taken back no longer uses up what its officer may ask", async () => {
    await serve({ requestsPerMinute: 3 });
    await lists("lost-officer-1");
    Tokens.takenBack.add("lost-officer-1");
    await statuses(6, () => lists("lost-officer-1"));
    expect(await statuses(2, () => lists("officer-1", "203.0.113.8"))).toEqual([200, 200]);
  });

  test("an address is what a trusted proxy says, and nobody else", async () => {
    await serve({ requestsPerMinute: 2, trustedProxies: ["10.0.0.0/8"] });
    const through = (proxy: string, client: string) =>
      asks("/api/v1/things", { from: proxy, headers: { "x-forwarded-for": client } });
    expect(await statuses(3, (i) => through("10.0.0.1", `198.51.100.${i}`))).toEqual([401, 401, 401]);
    // What a caller writes before the proxy adds its own is not believed.
    expect(await statuses(3, (i) => through("10.0.0.1", `198.51.100.${i}, 198.51.100.77`))).toEqual([401, 401, 429]);
    expect(await statuses(3, (i) => through("203.0.113.9", `198.51.100.${i}`))).toEqual([401, 401, 429]);
  });

  test("without a trusted proxy nothing that is sent makes another address", async () => {
    await serve({ requestsPerMinute: 2 });
    const forwarded = (i: number) => asks("/api/v1/things", { headers: { "x-forwarded-for": `198.51.100.${i}` } });
    expect(await statuses(3, forwarded)).toEqual([401, 401, 429]);
  });
});

describe("how often a report may be looked at by its code", () => {
  const follow = (from: string) => posts("public/follow", { number: "1", code: "2" }, from);
  const { followsOfAddressPerMinute, followsPerMinute } = LIMITS;

  test("is limited for each address: by IPv6 for its network", async () => {
    await serve();
    const most = followsOfAddressPerMinute.most;
    for (const from of [() => "203.0.113.7", (i: number) => `2001:db8::${i}`]) {
      expect(await statuses(most, (i) => follow(from(i)))).toEqual(Array(most).fill(201));
      const over = await follow(from(most));
      expect([over.statusCode, over.json().type]).toEqual([429, "urn:kawal:problem:too-many-requests"]);
    }
    expect((await follow("203.0.113.8")).statusCode).toBe(201);
    expect((await lists("officer-1")).statusCode).toBe(200);
  });

  test("is limited for all together, of whom one who is over their own limit uses up nothing", async () => {
    await serve();
    const most = followsPerMinute.most;
    await statuses(followsOfAddressPerMinute.most * 3, () => follow("203.0.113.7"));
    const rest = most - followsOfAddressPerMinute.most;
    expect(await statuses(rest, (i) => follow(`198.51.${i >> 8}.${i & 255}`))).toEqual(Array(rest).fill(201));
    expect((await follow("192.0.2.1")).statusCode).toBe(429);
    expect((await lists("officer-1", "192.0.2.1")).statusCode).toBe(200);
  });
});

describe("how often one may sign in", () => {
  const signIn = (login: unknown, from?: string) => posts("sign-in", { login, password: SECRET }, from);

  test("is limited for a login of an address to 10 a minute, however it is written", async () => {
    await serve();
    expect(await statuses(10, (i) => signIn(i % 2 ? "siti" : " SITI "))).toEqual(Array(10).fill(401));
    const over = await signIn("Siti");
    expect([over.statusCode, over.json().type, Number(over.headers["retry-after"])]).toEqual([
      429,
      "urn:kawal:problem:too-many-requests",
      expect.any(Number),
    ]);
    expect(over.body).not.toMatch(/siti|Rahasia/i);
    expect((await signIn("budi")).statusCode).toBe(401);
    expect((await signIn("siti", "203.0.113.8")).statusCode).toBe(401);
  });

  test("is limited for an address to 30 a minute, over all logins and ways", async () => {
    await serve();
    expect(await statuses(29, (i) => signIn(`login-${i}`))).toEqual(Array(29).fill(401));
    expect((await posts("sign-in/refresh", {})).statusCode).toBe(201);
    expect((await posts("sign-in/refresh", {})).statusCode).toBe(429);
    expect(
      (await app.inject({ method: "POST", url: "/api/v1/sign%2Din", remoteAddress: "203.0.113.7" })).statusCode,
    ).toBe(429);
    expect((await signIn("login", "203.0.113.8")).statusCode).toBe(401);
    // To sign in is something else than to work.
    expect((await lists("officer-1")).statusCode).toBe(200);
  });

  test.each([null, 7, ["siti"], {}])("a login that is %p is counted by its address", async (login) => {
    await serve();
    expect(await statuses(12, () => signIn(login))).toEqual(Array(12).fill(401));
  });
});

describe("headers", () => {
  const HEADERS = {
    "content-security-policy": "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
  };

  test("of every answer keep it from caches, frames, other sites and guessed types", async () => {
    await serve({ requestsPerMinute: 9 });
    const error = jest.spyOn(process.stderr, "write").mockReturnValue(true);
    const answers = [
      await lists("officer-1"),
      await lists(),
      await asks("/api/v1/things/broken", { token: "officer-1" }),
      await asks("/api/v1/nowhere"),
      await app.inject({ method: "PUT", url: "/api/v1/things" }),
      await posts("sign-in", { login: "siti" }),
      await asks("/openapi.json"),
    ];
    await statuses(8, () => lists());
    answers.push(await lists());
    error.mockRestore();
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 401, 500, 404, 405, 401, 200, 429]);
    for (const { headers } of answers) {
      expect(headers).toMatchObject(HEADERS);
      expect(Object.keys(headers)).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/^(server|x-powered-by|strict-transport-security)$/)]),
      );
      expect(Object.keys(headers).filter((name) => name.startsWith("access-control-"))).toEqual([]);
    }
  });

  test("of an address that is none keep it from caches and guessed types", async () => {
    await serve();
    const { statusCode, headers, body } = await asks("/%zz");
    expect(statusCode).toBe(400);
    expect(headers).toMatchObject({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
    expect(body).not.toMatch(/\bat /);
  });

  test("tell browsers to use TLS alone where others than this machine call", async () => {
    await serve({ loopback: false });
    const { headers } = await lists();
    expect(headers["strict-transport-security"]).toBe("max-age=31536000; includeSubDomains");
  });

  test("let the API page load what is its own, and nothing else", async () => {
    await serve();
    const page = await asks("/docs");
    expect(page.statusCode).toBe(200);
    const policy = page.headers["content-security-policy"] as string;
    expect(policy.split(";").toSorted()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "img-src 'self' data:",
      "script-src 'self'",
      "style-src 'self' 'unsafe-inline'",
    ]);
    const named = [...page.body.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, url]) => url!);
    expect(named.length).toBeGreaterThan(3);
    for (const url of named) {
      const { pathname, host } = new URL(url, "http://kawal.invalid/docs");
      expect([url, host]).toEqual([url, "kawal.invalid"]);
      expect((await asks(pathname)).statusCode).toBe(200);
    }
    // A script in the page itself would not run.
    expect([...page.body.matchAll(/<script(?![^>]*\bsrc=)[^>]*>\s*\S/g)]).toEqual([]);
    expect(page.body).not.toMatch(/\son[a-z]+="/);
  });

  test.each(["https://evil.invalid", "null", "http://127.0.0.1:3000"])(
    "let no page of %s read an answer",
    async (origin) => {
      await serve();
      const preflight = await app.inject({
        method: "OPTIONS",
        url: "/api/v1/things",
        headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization" },
      });
      const answer = await asks("/api/v1/things", { token: "officer-1", headers: { origin } });
      expect([preflight.statusCode, answer.statusCode]).toEqual([405, 200]);
      for (const { headers } of [preflight, answer])
        expect(Object.keys(headers).filter((name) => name.startsWith("access-control-"))).toEqual([]);
    },
  );
});

describe("sizes", () => {
  test("of a body, of headers and of an address have limits", async () => {
    await serve();
    const url = await app.listen(0, "127.0.0.1").then(() => app.getUrl());
    const status = (path: string, init: RequestInit = {}) =>
      fetch(`${url}${path}`, { ...init, headers: { authorization: "Bearer officer-1", ...init.headers } }).then(
        (response) => response.status,
      );
    const body = (length: number) => ({
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ a: "x".repeat(length) }),
    });
    expect(await status("/api/v1/things", body(256 * 1024 - 8))).toBe(201);
    expect(await status("/api/v1/things", body(256 * 1024 - 7))).toBe(413);
    expect(await status(`/api/v1/things?a=${"x".repeat(20_000)}`)).toBe(431);
    expect(await status("/api/v1/things", { headers: { "x-long": "x".repeat(20_000) } })).toBe(431);
    expect(await status("/api/v1/things", { headers: { "x-long": "x".repeat(8_000) } })).toBe(200);
  });

  test("and a request has a time to come in", async () => {
    await serve();
    const { requestTimeout, headersTimeout } = app.getHttpServer() as {
      requestTimeout: number;
      headersTimeout: number;
    };
    expect(requestTimeout).toBe(600_000);
    expect(headersTimeout).toBe(20_000);
  });
});

describe("a header", () => {
  test.each([
    ["Host", "host: kawal\r\nhost: evil.invalid"],
    ["Authorization", "host: kawal\r\nauthorization: Bearer officer-1\r\nAUTHORIZATION: Bearer officer-2"],
    ["Idempotency-Key", "host: kawal\r\nidempotency-key: 1\r\nidempotency-key: 1"],
    ["If-Match", 'host: kawal\r\nif-match: "1"\r\nif-match: "2"'],
    ["Kawal-Agency", "host: kawal\r\nkawal-agency: 1\r\nkawal-agency: 2"],
  ])("that there may be once is refused when it is there twice: %s", async (field, headers) => {
    await serve();
    const url = await app.listen(0, "127.0.0.1").then(() => app.getUrl());
    const token = field === "Authorization" ? "" : "authorization: Bearer officer-1\r\n";
    const answer = await sendBytes(
      url,
      `GET /api/v1/things HTTP/1.1\r\n${headers}\r\n${token}connection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n") + 4))).toMatchObject({
      type: "urn:kawal:problem:repeated-header",
      errors: [{ field, message: "may be there once only" }],
    });
  });

  test("that is a list may be there more than once", async () => {
    await serve();
    const { statusCode } = await asks("/api/v1/things", { token: "officer-1", headers: { accept: "a/b, c/d" } });
    expect(statusCode).toBe(200);
    const url = await app.listen(0, "127.0.0.1").then(() => app.getUrl());
    const twice = "host: kawal\r\naccept: a/b\r\naccept: c/d\r\nauthorization: Bearer officer-1";
    expect(await sendBytes(url, `GET /api/v1/things HTTP/1.1\r\n${twice}\r\nconnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 200 /,
    );
  });
});

test("an echo of what was sent is refused: TRACE, and CONNECT", async () => {
  await serve();
  const url = await app.listen(0, "127.0.0.1").then(() => app.getUrl());
  const request = `TRACE /api/v1/things HTTP/1.1\r\nhost: kawal\r\nauthorization: Bearer ${SECRET}\r\nconnection: close\r\n\r\n`;
  const answer = await sendBytes(url, request);
  expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect(answer).not.toContain(SECRET);
  expect(await sendBytes(url, "CONNECT evil.invalid:443 HTTP/1.1\r\nhost: evil.invalid:443\r\n\r\n")).not.toMatch(
    / 200 /,
  );
});

test("a fault says neither where it was, nor what it was about", async () => {
  await serve();
  const written: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, "write").mockImplementation((piece) => written.push(String(piece)) > 0),
  );
  const { statusCode, body, headers } = await asks("/api/v1/things/broken", { token: "officer-1" });
  for (const spy of spies) spy.mockRestore();
  expect(statusCode).toBe(500);
  expect(JSON.parse(body)).toEqual({
    type: "urn:kawal:problem:internal",
    title: "A fault of the service; it has been logged",
    indonesian: "Terjadi kesalahan pada layanan; sudah dicatat",
    status: 500,
  });
  expect(JSON.stringify(headers)).not.toMatch(/Canary|TypeError|\.js/);
  expect(written.join("")).toMatch(/GET .*broken: TypeError at /);
  expect(written.join("")).not.toContain(SECRET);
});
