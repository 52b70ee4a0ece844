import { describe, test } from "@jest/globals";
import { InvalidField } from "../../src/event-sourcing/deciding/rejection.js";
import { migrantDecider } from "../../src/migrant/migrant.commands.js";
import { personDecider } from "../../src/person/person.commands.js";
import { repatriationDecider } from "../../src/repatriation/repatriation.commands.js";
import { given, ID, AGENCY, type PastEvent } from "../given.js";
import { deathReported, HISTORIES, registered } from "../migrant/histories.js";
import { agency, officer } from "../protection-case/cases.js";
import { beside, DESK, MISSION, PERSON, requested } from "../repatriation/cases.js";

const OTHER = "0f5b6c3e-0000-4000-8000-0000000000b7";
const FILE = "0f5b6c3e-0000-4000-8000-0000000000b8";

const file = (person: string): PastEvent => ({
  type: "FileStored",
  facts: { person, blob: FILE, mediaType: "application/pdf", bytes: 1, commitment: "", purpose: "DOCUMENT" },
});

describe("a mission takes a report of an arrival", () => {
  const arrives = (mission: string, kind = "MISSION") =>
    given(migrantDecider, HISTORIES["DEPARTED"]!, { others: { [`agency-${MISSION}`]: [agency(kind)] } }).when(
      "ReportArrival",
      { mission },
    );
  test("that is registered", () => {
    arrives(MISSION).then([{ facts: { mission: MISSION } }]);
    arrives(OTHER).thenRejected("agency-unknown", { agency: OTHER });
  });
  test("and no other agency does", () =>
    arrives(MISSION, "BP3MI").thenRejected("agency-kind", { agency: MISSION, kind: "BP3MI", allowed: ["MISSION"] }));
});

test("a placement company of a journey is one", () => {
  const starts = (kind: string) =>
    given(migrantDecider, [registered("PROCEDURAL", "STATED")], {
      others: { [`agency-${OTHER}`]: [agency(kind)] },
    }).when("StartJourney", { scheme: "P3MI", country: "HK", company: OTHER });
  starts("PLACEMENT_COMPANY").then([{ facts: { company: OTHER } }]);
  starts("POLICE").thenRejected("agency-kind", { agency: OTHER });
});

test("a death certificate is a file of that migrant", () => {
  const confirms = (others: { [stream: string]: readonly PastEvent[] }) =>
    given(migrantDecider, [...HISTORIES["EMPLOYED"]!, deathReported], { others }).when("ConfirmDeath", {
      certificate: FILE,
    });
  confirms({ [`file-${FILE}`]: [file(ID)] }).then([{ facts: { certificate: FILE } }]);
  confirms({}).thenFails(new InvalidField("unknown-file", "certificate", "names no file; upload it first"));
  confirms({ [`file-${FILE}`]: [file(OTHER)] }).thenFails(
    new InvalidField("unknown-file", "certificate", "names no file of this person; upload it first"),
  );
});

describe("a repatriation", () => {
  const living = (others: Parameters<typeof beside>[0] = {}) =>
    given(repatriationDecider, [requested("LIVING", { cause: "ABUSE" })], { others: beside(others) });

  test("has steps of officers of the agency that it names", () => {
    const assigns = (past: readonly PastEvent[]) =>
      living({ [`officer-${OTHER}`]: past }).when("AssignStep", { step: "TICKETED", agency: MISSION, officer: OTHER });
    assigns([officer(MISSION)]).then([{ facts: { agency: MISSION, officer: OTHER } }]);
    assigns([]).thenRejected("officer-unknown", { officer: OTHER });
    assigns([officer(DESK)]).thenRejected("officer-not-assigned", { officer: OTHER, agency: MISSION });
  });

  test("is received by a registered agency that was there then", () => {
    const ended = { type: "AgencyEnded", facts: { on: "2025-03-01", how: "SPLIT", successors: [MISSION] } };
    const others = { [`agency-${OTHER}`]: [agency("SOCIAL_AFFAIRS"), ended] };
    const keeps = (heldBy: string, occurred?: object) =>
      living(others).when("InventoryBelongings", { items: 1, heldBy, inventory: "tas", ...(occurred && { occurred }) });
    keeps(PERSON).thenRejected("agency-unknown", { agency: PERSON });
    keeps(OTHER).thenRejected("agency-ended", { successors: [MISSION] });
    keeps(OTHER, { date: "2025-02-27" }).then([{ facts: { heldBy: OTHER } }]);
    // When it was nobody knows: it may have been in time.
    keeps(OTHER, {}).then([{ facts: { heldBy: OTHER } }]);
  });
});

test("a seal names officers who act for an agency", () => {
  const owned = { type: "PersonRegistered", facts: { sex: "FEMALE", source: { kind: "IN_PERSON" }, warnings: [] } };
  const seals = (past: readonly PastEvent[]) =>
    given(personDecider, [owned], { others: { [`officer-${OTHER}`]: past } }).when("SealSubject", {
      ground: "WITNESS",
      officers: [OTHER],
    });
  const left: PastEvent = {
    type: "OfficerAssignmentEnded",
    facts: { assignment: "0f5b6c3e-0000-4000-8000-000000000002", on: "2025-05-01", reason: "LEFT_SERVICE" },
  };
  seals([officer(AGENCY)]).then([{ facts: { officers: [OTHER] } }]);
  seals([]).thenRejected("officer-unknown", { officer: OTHER });
  seals([officer(AGENCY), left]).thenRejected("officer-not-assigned", { officer: OTHER });
});
