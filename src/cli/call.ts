import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";

export const URL_OPTION = ["--url <url>", "where the running service listens", "http://127.0.0.1:3000"] as const;
export const TOKEN_OPTION = [
  "--token-file <file>",
  "file with the access token of an administrator (KAWAL_TOKEN_FILE if not given)",
] as const;

export interface CallOptions {
  readonly url: string;
  readonly tokenFile?: string;
}

export interface Called {
  readonly status: number;
  readonly ok: boolean;
  readonly text: string;
}

/** Asks the running service, as an administrator. */
export async function call(
  { url, tokenFile }: CallOptions,
  method: "GET" | "POST",
  path: string,
  { body, key = randomUUID() }: { readonly body?: object; readonly key?: string } = {},
): Promise<Called> {
  const response = await fetch(`${url}/api/v1/${path}`, {
    method,
    headers: {
      ...(body && { "content-type": "application/json", "idempotency-key": key }),
      authorization: `Bearer ${tokenIn(tokenFile)}`,
      "kawal-role": "ADMINISTRATOR",
      "kawal-purpose": "ADMINISTRATION",
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, ok: response.ok, text: await response.text() };
}

/** From a file only: what stands on a command line is read by whoever lists processes. */
function tokenIn(file = process.env["KAWAL_TOKEN_FILE"]): string {
  if (file === undefined) throw new Error("--token-file, or KAWAL_TOKEN_FILE, must name a file with an access token");
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new Error(`the file of the access token can't be read: ${(error as NodeJS.ErrnoException).code}`, {
      cause: error,
    });
  }
}
