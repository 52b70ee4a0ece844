import { signerOf, type Signer, type Signing } from "../sign-in/test-issuer.js";

/*
 * What this file of tests has in common with all others of the run (host.mjs). A test that looks at a whole board or
 * log, or that restarts a service or reads its files, has a service of its own (`startService`). Whoever shares one has
 * agencies, officers and persons of its own, and looks only at them.
 */

let signer: Promise<Signer> | undefined;

/** The issuer of all tokens of a run of tests. */
export function testIssuer(): Promise<Signer> {
  return (signer ??= asked<Signing>("issuer").then(signerOf));
}

/** A service that is up when this returns, and stays so. */
export function sharedService(): Promise<{ readonly url: string }> {
  return asked("service");
}

/**
 * Makes something once in a run of tests: whichever file asks first makes it, in a folder that is left as it is then,
 * and all others wait for it.
 * @param make gives what there is to know of it, as JSON
 */
export async function madeOnce<T>(
  name: string,
  make: (folder: string) => Promise<T>,
): Promise<{ readonly folder: string; readonly made: T }> {
  const { folder, made } = await asked<{ folder: string; made?: { value?: T } }>(`make?name=${name}`);
  if (made === undefined) {
    const mine = await make(folder).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    await asked(`made?name=${name}`, { method: "POST", body: JSON.stringify(mine) });
    if ("error" in mine) throw mine.error;
    return { folder, made: mine.value };
  }
  if (made.value === undefined) throw new Error(`${name} could not be made, by another file of tests`);
  return { folder, made: made.value };
}

async function asked<T>(path: string, request: RequestInit = {}): Promise<T> {
  const host = process.env["KAWAL_TEST_RUN"];
  if (host === undefined) throw new Error("Jest's globalSetup has not run: test/whole-run/setup.mjs");
  const response = await fetch(`${host}/${path}`, request);
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return (await response.json()) as T;
}
