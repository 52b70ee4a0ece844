import { Controller, Get, Module, Post } from "@nestjs/common";
import type { NestFastifyApplication } from "@nestjs/platform-fastify";
import { once } from "node:events";
import type { Server } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createApplication } from "../../src/http/application.js";
import { LOOPBACK_EDGES } from "../../src/http/edges/settings.js";
import { LIMITS } from "../../src/limits.js";
import { until } from "../waiting.js";
import { unrecorded } from "./unrecorded.js";

@Controller("things")
class Things {
  @Get()
  list() {
    return { data: [] };
  }

  @Post()
  take() {
    return {};
  }
}

@Module({})
class ConnectionsModule {}

let app: NestFastifyApplication;
let url: string;
let server: Server;
let sockets: Socket[];

beforeEach(async () => {
  app = await createApplication(
    { module: ConnectionsModule, controllers: [Things], providers: [unrecorded()] },
    "connections",
    false,
    { ...LOOPBACK_EDGES, requestsPerMinute: 100_000 },
  );
  await app.listen(0, "127.0.0.1");
  url = await app.getUrl();
  server = app.getHttpServer() as Server;
  sockets = [];
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await app.close();
});

/** A caller who never closes a connection, whatever the service does. */
async function connects(sends = ""): Promise<Socket> {
  const socket = connect({ port: Number(new URL(url).port), host: "127.0.0.1", allowHalfOpen: true });
  sockets.push(socket);
  socket.on("error", () => undefined);
  socket.resume();
  await once(socket, "connect");
  socket.write(sends);
  return socket;
}

const countOfConnections = () =>
  new Promise<number>((resolve, reject) => server.getConnections((error, n) => (error ? reject(error) : resolve(n))));

const HALF_HEADERS = "GET /api/v1/things HTTP/1.1\r\nhost: kawal\r\n";
const HALF_BODY =
  'POST /api/v1/things HTTP/1.1\r\nhost: kawal\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{"a":';

describe("a connection that is never closed by its caller", () => {
  test("is closed by the service some time after it was told what is wrong", async () => {
    await connects("HELLO\r\n\r\n");
    await until(async () => (await countOfConnections()) === 0);
  });

  test("and sends nothing, or half a request, is closed when its time is up", async () => {
    expect(server.timeout).toBe(LIMITS.silenceMs.most);
    server.setTimeout(500);
    await Promise.all(["", HALF_HEADERS, HALF_BODY].map(connects));
    await until(async () => (await countOfConnections()) === 0);
  });
});

test.each([
  ["sent nothing", ""],
  ["sent half of its headers", HALF_HEADERS],
  ["sent half of its body", HALF_BODY],
  ["has its answer", `${HALF_HEADERS}\r\n`],
])("of those of which each %s, the oldest makes place for a new one", async (_, sends) => {
  const oldest = await connects(sends);
  const closed = new Promise((resolve) => oldest.once("end", resolve).once("close", resolve));
  for (let i = 0; i < LIMITS.idleConnections.most; i++) await connects(sends);
  await closed;
  const answer = await fetch(`${url}/api/v1/things`);
  expect(answer.status).toBe(200);
  expect(await countOfConnections()).toBeLessThanOrEqual(LIMITS.idleConnections.most + 1);
});
