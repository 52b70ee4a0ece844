/**
 * What all files of a run of tests share: an issuer of tokens, one service that is started when the first of them asks for
 * it, and what they make once. It lives in Jest's own process and ends with it, whatever becomes of the workers; they
 * reach it by the address in KAWAL_TEST_RUN. Jest's globalSetup is `begin`, its globalTeardown is `end` (setup.mjs,
 * teardown.mjs).
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { startTestIssuer } from "../sign-in/test-issuer.ts";
import { environment, LISTENS, nodeArguments, settings } from "../end-to-end/starting.ts";

let host;

export async function begin() {
  const folder = mkdtempSync(join(tmpdir(), "kawal-run-"));
  host = { folder, issuer: await startTestIssuer(), made: new Map(), service: undefined };
  host.server = createServer((request, response) => {
    answer(request).then(
      (body) => response.end(JSON.stringify(body ?? null)),
      (error) => response.writeHead(500).end(String(error)),
    );
  });
  // A file of tests may be busy for longer than a connection is kept open: what it then sends on it would be lost.
  host.server.keepAliveTimeout = 0;
  // Jest ends when its tests do.
  host.server.unref().on("connection", (socket) => socket.unref());
  // Who makes something keeps its process busy, on a slow machine for longer than a connection is otherwise kept.
  host.server.keepAliveTimeout = 0;
  host.server.listen(0, "127.0.0.1");
  await once(host.server, "listening");
  process.env.KAWAL_TEST_RUN = `http://127.0.0.1:${host.server.address().port}`;
}

export async function end() {
  const service = await host.service?.catch(() => undefined);
  service?.child.kill("SIGTERM");
  const [code] = service ? await service.ended : [0];
  host.server.closeAllConnections();
  host.server.close();
  await host.issuer.close();
  rmSync(host.folder, { recursive: true, force: true });
  if (code !== 0) throw new Error(`the service that tests share ended with ${code}: ${service.output()}`);
}

function answer(request) {
  const { pathname, searchParams } = new URL(request.url, "http://host");
  const name = searchParams.get("name");
  if (pathname === "/issuer") return host.issuer.signing();
  if (pathname === "/service") return (host.service ??= startService()).then(({ url }) => ({ url }));
  if (pathname === "/make") return make(name);
  return json(request).then((made) => host.made.get(name).resolve(made));
}

/** Who asks first makes it, and tells what it made; all others wait for that. */
async function make(name) {
  const folder = join(host.folder, name);
  const made = host.made.get(name);
  if (made) return { folder, made: await made.promise };
  host.made.set(name, Promise.withResolvers());
  mkdirSync(folder);
  return { folder };
}

async function startService() {
  const data = join(host.folder, "shared");
  mkdirSync(data);
  const env = { ...environment(), ...settings(data, host.issuer.url) };
  const child = spawn(process.execPath, nodeArguments("main"), { env, stdio: "pipe" });
  const ended = once(child, "close");
  let output = "";
  const url = await new Promise((resolve, reject) => {
    const read = (chunk) => {
      output += chunk;
      const match = LISTENS.exec(output);
      if (match) resolve(match[1]);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    ended.then(([code]) => reject(new Error(`the service ended with ${code}: ${output}`)), reject);
  });
  return { url, child, ended, output: () => output };
}
