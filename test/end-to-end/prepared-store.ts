import { randomBytes, randomUUID } from "node:crypto";
import { cpSync } from "node:fs";
import { madeOnce } from "../whole-run/whole-run.js";
import { paper } from "./casework.js";
import { realStore, type RealStore } from "./moving-store.js";
import { Officer, viewsCaughtUp, type Answered, type RunningService } from "./service.js";

/** What is in the store: ids, but for the text of the file. */
export interface Prepared {
  readonly agency: string;
  readonly caseworker: string;
  readonly supervisor: string;
  /** Three migrants, by `NAMES`; the first is the victim of a case, and has a file. */
  readonly migrants: readonly string[];
  /** Who is no migrant, and has a contact: a stream of two events, and nothing else of theirs. */
  readonly person: string;
  readonly incident: string;
  readonly file: string;
  readonly content: string;
}

export const NAMES = ["Rina Contoh", "Yanti Misalkan", "Sari Umpama"];
export const ADDRESS = "Kampung Contoh 1";

/** A copy of a store that a service has filled and left; it is filled once in a run of tests. */
export async function preparedStore(
  folder: string,
  name: string,
): Promise<{ readonly store: RealStore; readonly prepared: Prepared }> {
  const { folder: from, made } = await madeOnce("prepared-store", async (at) => {
    const masterKey = randomBytes(32);
    const service = await realStore(at, "store", masterKey).start();
    const prepared = await fill(service);
    await viewsCaughtUp(service);
    const code = await service.stop();
    if (code !== 0) throw new Error(`the service ended with ${code}: ${service.output()}`);
    return { prepared, masterKey: masterKey.toString("base64") };
  });
  const store = realStore(folder, name, Buffer.from(made.masterKey, "base64"));
  cpSync(`${from}/store/data`, store.data, { recursive: true });
  return { store, prepared: made.prepared };
}

async function fill(service: RunningService): Promise<Prepared> {
  const administrator = new Officer(service, undefined, "ADMINISTRATOR");
  const { id: agency } = await administrator.does("agencies", { kind: "BP3MI", name: "BP3MI Banten" });
  const caseworker = new Officer(service, agency);
  const supervisor = await new Officer(service, agency, "SUPERVISOR").assigned();
  const register = async (name: string, more: object) =>
    (await caseworker.does("persons", { sex: "FEMALE", source: "IN_PERSON", identity: { name }, ...more })).id;
  const migrants: string[] = [];
  for (const name of NAMES)
    migrants.push(
      await register(name, {
        contact: { address: ADDRESS },
        migrant: { discovery: "VILLAGE", placementStatus: "UNKNOWN", placementStatusBasis: "STATED" },
      }),
    );
  const person = await register("Siti", {});
  await caseworker.does(`persons/${person}/contact`, { address: "Kragilan" });
  const { id: incident } = await caseworker.does("cases", {
    channel: "PHONE",
    complainant: "FAMILY",
    categories: ["LOST_CONTACT"],
    parties: [{ role: "VICTIM", person: migrants[0] }],
    account: "no word of her since she left",
  });
  const content = Buffer.from(paper("surat jalan"));
  const uploaded = await caseworker.calls<Answered>("POST", `files?person=${migrants[0]}`, content, {
    "content-type": "application/pdf",
    "idempotency-key": randomUUID(),
  });
  if (uploaded.status !== 201) throw new Error(`the file was not taken: ${JSON.stringify(uploaded.body)}`);
  // So that there is something in the log of reads.
  for (const path of [`persons/${migrants[0]}`, `cases/${incident}`, `persons/${migrants[0]}/timeline`])
    await caseworker.sees(`${path}?seen=${uploaded.body.position}`);
  await caseworker.sends(`persons/search?seen=${uploaded.body.position}`, { name: NAMES[0] });
  return {
    agency,
    caseworker: caseworker.id,
    supervisor: supervisor.id,
    migrants,
    person,
    incident,
    file: uploaded.body.id,
    content: content.toString(),
  };
}
