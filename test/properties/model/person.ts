import { lastTold, ofType, only, valuesOf, type Facts, type Told } from "./told.js";

type Values = { [path: string]: string };

/** Who someone is: of everything, what was told last of the world; but a document outweighs what was only said. */
export function personIn(events: readonly Told[], id: string): Facts {
  const details = ofType(events, "PersonRegistered", "IdentityDetailsRecorded");
  const contacts = ofType(events, "PersonRegistered", "ContactChanged");
  const withdrawn = ofType(events, "DoNotTellWithdrawn", "AllegationWithdrawn", "LegalHoldReleased").map(
    ({ facts }) => (facts["request"] ?? facts["allegation"] ?? facts["hold"]) as string,
  );
  const alleged = ofType(events, "AllegationRecorded").filter(({ facts }) => !withdrawn.includes(facts["allegation"]));
  const wishes = ofType(events, "DoNotTellRequested").filter(({ facts }) => !withdrawn.includes(facts["request"]));
  const registration = ofType(events, "PersonRegistered").at(-1);
  const { birthDate: _, ...identity } = merged(details, "identity", id);
  const { birthDate, ...birth } = birthIn(details, id);
  return {
    registered: registration !== undefined,
    sex: lastTold(details, ({ facts }) => (facts["sex"] === "UNKNOWN" ? undefined : facts["sex"])) ?? "UNKNOWN",
    ...birth,
    origin: lastTold(details, ({ facts }) => facts["origin"]) ?? null,
    nationality: lastTold(details, ({ facts }) => facts["nationality"]) ?? null,
    source: lastTold(details, ({ facts }) => facts["source"]) ?? null,
    identity: { ...identity, ...(birthDate !== undefined && { birthDate }) },
    contact: merged(contacts, "contact", id),
    doNotTell: wishes.map((wish) => ({
      id: wish.facts["request"],
      ...(wish.facts["person"] !== undefined && { person: wish.facts["person"] }),
      ...(wish.facts["relation"] !== undefined && { relation: wish.facts["relation"] }),
      reason: only(valuesOf(wish, "narrative"), "reason"),
    })),
    withdrawn,
    allegations: alleged.map(({ facts: { allegation, ...says } }) => ({ id: allegation, ...says })),
    warnings: lastTold(details, ({ facts }) => facts["warnings"]) ?? [],
    legalHolds: ofType(events, "LegalHoldPlaced")
      .filter(({ facts }) => !withdrawn.includes(facts["hold"]))
      .map(({ facts: { hold, ground, until = null } }) => ({ id: hold, ground, until })),
    erasures: ofType(events, "PersonErased").map(({ facts: { erasure, scope, ground }, recordedAt }) => ({
      id: erasure,
      scope,
      ground,
      at: recordedAt,
    })),
    migrant: registration?.facts["migrant"] ?? null,
  };
}

function merged(events: readonly Told[], fieldClass: string, id: string): Values {
  return Object.assign({}, ...events.map((event) => valuesOf(event, fieldClass, id)));
}

/** Once a document has proved a birth, only documents count. */
function birthIn(details: readonly Told[], id: string) {
  const told = details
    .map((event) => ({ facts: event.facts, birthDate: valuesOf(event, "identity", id)["birthDate"] }))
    .filter(({ facts, birthDate }) => facts["birthYear"] !== undefined || birthDate !== undefined);
  const proved = told.findIndex(({ facts }) => facts["birthDateProof"] === "DOCUMENT");
  // Who says no year says no date either; where that can't be read any more, nobody knows.
  const counts = told.filter(
    ({ facts }, i) =>
      proved === -1 || i <= proved || facts["birthDateProof"] === "DOCUMENT" || facts["birthYear"] === undefined,
  );
  const { facts } = counts.findLast((each) => each.facts["birthYear"] !== undefined) ?? { facts: {} as Told["facts"] };
  return {
    birthYear: facts["birthYear"] ?? null,
    birthDateProof: facts["birthDateProof"] ?? null,
    birthDateDocument: facts["birthDateDocument"] ?? null,
    birthDate: counts.findLast(({ birthDate }) => birthDate !== undefined)?.birthDate,
  };
}
