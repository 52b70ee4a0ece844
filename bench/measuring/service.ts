import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { StoreFolder } from "../store.ts";
import type { Issuer } from "./issuer.ts";
import { inProcess, type MeasuredProcess } from "./process-figures.ts";

const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

/** The service as a process of its own, as `npm start` starts it, over a store and for officers of an issuer. */
export interface RunningService extends MeasuredProcess {
  readonly url: string;
}

export async function startService(
  { data, masterKeyFile }: StoreFolder,
  { env }: Pick<Issuer, "env">,
): Promise<RunningService> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", MAIN], {
    env: {
      PATH: process.env["PATH"],
      PORT: "0",
      KAWAL_DATA: data,
      KAWAL_MASTER_KEY_FILE: masterKeyFile,
      // One officer asks as often as the service can answer.
      KAWAL_RATE_LIMIT: "1000000",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit");
  let output = "";
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const match = /listens on (http:\/\/\S+?),/.exec(output);
      if (match) resolve(match[1]!);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    void ended.then(() => reject(new Error(`the service ended: ${output}`)));
  });
  return { url, ...inProcess(child) };
}
