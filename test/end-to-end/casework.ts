import { expect } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { Officer, type Answered, type Problem } from "./service.js";

/** The offices that the lives are told by, each with its kind and what it answers for. */
const OFFICES = {
  desk: { kind: "COORDINATION", name: "Desk P2MI" },
  village: { kind: "VILLAGE", name: "Desa Pontang", region: "36.04.12" },
  labourOffice: { kind: "LABOUR_OFFICE", name: "Disnaker Kabupaten Serang", region: "36.04" },
  bp3mi: { kind: "BP3MI", name: "BP3MI Banten", region: "36" },
  bp3miManado: { kind: "BP3MI", name: "BP3MI Sulawesi Utara", region: "71" },
  company: { kind: "PLACEMENT_COMPANY", name: "PT Contoh Penempatan" },
  insurer: { kind: "SOCIAL_SECURITY", name: "BPJS Ketenagakerjaan Serang", region: "36.04" },
  mission: { kind: "MISSION", name: "KDEI Taipei", country: "TW", zone: "Asia/Taipei" },
  embassy: { kind: "MISSION", name: "KBRI Phnom Penh", country: "KH", zone: "Asia/Phnom_Penh" },
  police: { kind: "POLICE", name: "Bareskrim Polri, Dittipid PPA-PPO" },
  foreignMinistry: { kind: "FOREIGN_MINISTRY", name: "Satgas Pelindungan Desk P2MI, Kementerian Luar Negeri" },
  socialAffairs: { kind: "SOCIAL_AFFAIRS", name: "Kementerian Sosial" },
  customs: { kind: "CUSTOMS", name: "Bea Cukai Soekarno-Hatta" },
  auditors: { kind: "AUDIT", name: "Inspektorat" },
} as const;
export type Office = keyof typeof OFFICES;

/** In which role an office's officer acts, where that is not a caseworker's. */
const ROLES: { readonly [O in Office]?: string } = {
  desk: "SUPERVISOR",
  village: "VILLAGE_OFFICER",
  mission: "MISSION",
  embassy: "MISSION",
  police: "INVESTIGATOR",
  auditors: "AUDITOR",
};

export type Offices = { readonly [O in Office]: Officer };

export interface Moment {
  readonly asOf?: string;
  readonly knownAt?: string;
}

/** A person at a moment, as it is told; bodies of many shapes, a wrong guess fails its expectation. */
export interface StateAnswer {
  readonly known: boolean;
  readonly streams: readonly {
    readonly stream: string;
    readonly state: Record<string, unknown> | null;
    readonly possibly: readonly { readonly type: string }[];
  }[];
}

export interface Row {
  readonly event: string;
  readonly type: string;
  readonly stream: string;
  readonly title: { readonly en: string; readonly indonesian: string };
  readonly who: { readonly kind: string; readonly id: string; readonly role: string };
  readonly agency: { readonly id: string; readonly name: string | null } | null;
  readonly happened: { readonly earliest: string | null; readonly latest: string | null; readonly precision: string };
  readonly recordedAt: string;
  readonly position: string;
  readonly facts: Record<string, unknown>;
  readonly personal: readonly { readonly class: string; readonly values: Record<string, unknown> }[];
  readonly correctedBy: readonly string[];
  readonly asCorrected: { readonly facts: Record<string, unknown> } | null;
}

type Loose = Record<string, unknown>;

/** Offices of their own that use a service: every query sees the commands before it. */
export async function openCasework(service: { readonly url: string }) {
  let last = "";
  const took = (answer: Answered): Answered => {
    last = answer.position;
    return answer;
  };
  const administrator = new Officer(service, undefined, "ADMINISTRATOR");
  const opened: [string, Officer][] = [];
  for (const [office, facts] of Object.entries(OFFICES)) {
    const { id } = took(await administrator.does("agencies", { ...facts, validFrom: "2019-01-01" }));
    opened.push([office, new Officer(service, id, ROLES[office as Office] ?? "CASEWORKER")]);
  }
  const offices = Object.fromEntries(opened) as Offices;
  const seen = (query: string) => `${query}${query.includes("?") ? "&" : "?"}seen=${last}`;
  const asks = async <D = Loose>(query: string, officer = offices.desk): Promise<D> =>
    (await officer.sees<{ data: D }>(seen(query))).data;

  return {
    offices,
    /** A colleague of an officer, in the same office. */
    colleagueOf: ({ agency, role }: Officer) => new Officer(service, agency, role),
    /** The position of the newest answer. */
    position: () => last,
    asks,
    does: async (officer: Officer, path: string, body: object): Promise<string> =>
      took(await officer.does(path, body)).id,
    /** Expects that a rule forbids a command; gives the problem. */
    async refused(officer: Officer, path: string, body: object, rule: string): Promise<Problem> {
      const { status, body: problem } = await officer.sends<Problem>(path, body);
      expect({ status, problem }).toMatchObject({
        status: 409,
        problem: { type: `urn:kawal:problem:rejected:${rule}` },
      });
      expect(problem.rule).toMatchObject({
        id: rule,
        source: expect.stringMatching(/\S/),
        en: expect.stringMatching(/\S/),
        indonesian: expect.stringMatching(/\S/),
      });
      return problem;
    },
    /** Expects that an office is told of something no more than if it weren't there. */
    async unseen(officer: Officer, query: string): Promise<void> {
      const { status, body } = await officer.calls<Problem>("GET", seen(query));
      expect({ query, status, type: body.type }).toEqual({ query, status: 404, type: "urn:kawal:problem:not-found" });
    },
    /** Expects that an office's role doesn't permit a query, whatever is there. */
    async forbidden(officer: Officer, query: string): Promise<void> {
      const { status, body } = await officer.calls<Problem>("GET", seen(query));
      expect({ query, status, type: body.type }).toEqual({ query, status: 403, type: "urn:kawal:problem:forbidden" });
    },
    async uploads(officer: Officer, person: string, content = paper(randomUUID())): Promise<string> {
      const headers = { "content-type": "application/pdf", "idempotency-key": randomUUID() };
      const { status, body } = await officer.calls<Answered>("POST", `files?person=${person}`, content, headers);
      expect({ status, body }).toMatchObject({ status: 201 });
      return took(body).id;
    },
    search: async (officer: Officer, sought: object) => {
      const { status, body } = await officer.sends<{ data: (Loose & { person: string; linked: string[] })[] }>(
        seen("persons/search"),
        sought,
      );
      expect(status).toBe(200);
      return body.data;
    },
    profile: (migrant: string) => asks<Profile>(`migrants/${migrant}`),
    timeline: (person: string, query = "limit=200") => asks<Row[]>(`persons/${person}/timeline?${query}`),
    /** State of one of a person's streams at a moment on two clocks. */
    async stateAt(person: string, stream: string, { asOf, knownAt }: Moment) {
      const query = new URLSearchParams({ ...(asOf && { asOf }), ...(knownAt && { knownAt }) });
      const { streams } = await asks<StateAnswer>(`persons/${person}/state?${query}`);
      return streams.find((each) => each.stream === stream);
    },
    difference: (person: string, moments: Record<string, string>) =>
      asks<DifferenceAnswer>(`persons/${person}/difference?${new URLSearchParams(moments)}`),
  };
}
export type Casework = Awaited<ReturnType<typeof openCasework>>;

export interface Profile {
  readonly id: string;
  readonly step: string;
  readonly phase: string;
  readonly country: string | null;
  readonly activeJourney: string | null;
  readonly journeys: readonly (Loose & { readonly id: string; readonly step: string; readonly documents: Loose[] })[];
  readonly clearance: { readonly needed: boolean; readonly missing?: readonly Missing[] };
  readonly warnings: readonly string[];
  readonly death: Loose | null;
  readonly [more: string]: unknown;
}

export interface Missing {
  readonly what: string;
  readonly kind?: string;
  readonly reason: string;
  readonly providers: readonly string[];
  readonly source: string;
}

export interface DifferenceAnswer {
  readonly difference: {
    readonly added: readonly { readonly pointer: string; readonly value: unknown }[];
    readonly removed: readonly { readonly pointer: string; readonly value: unknown }[];
    readonly changed: readonly { readonly pointer: string; readonly from: unknown; readonly to: unknown }[];
  };
}

/** A day as commands name it. */
export const on = (date: string) => ({ occurred: { date } });

/** The bytes of a small PDF. */
export function paper(words: string): Uint8Array {
  return Buffer.from(`%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\n% ${words}\ntrailer <</Root 1 0 R>>\n%%EOF\n`);
}
