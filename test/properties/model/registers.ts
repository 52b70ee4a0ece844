import { lastTold, ofType, type Told } from "./told.js";

/** An agency: every name that it had, by the day from which it had it. */
export function agencyIn(events: readonly Told[]): object {
  const registered = ofType(events, "AgencyRegistered").at(-1);
  const ended = ofType(events, "AgencyEnded").at(-1);
  const names = ofType(events, "AgencyRegistered", "AgencyRenamed").map(({ type, facts }) => ({
    name: facts["name"],
    from: (type === "AgencyRegistered" ? facts["validFrom"] : facts["from"]) ?? null,
  }));
  return {
    kind: registered?.facts["kind"],
    names: names.toSorted((a, b) => ((a.from ?? "") < (b.from ?? "") ? -1 : (a.from ?? "") > (b.from ?? "") ? 1 : 0)),
    region: registered?.facts["region"] ?? null,
    country: registered?.facts["country"] ?? null,
    zone: registered?.facts["zone"] ?? "Asia/Jakarta",
    validFrom: registered?.facts["validFrom"] ?? null,
    validTo: ended?.facts["on"] ?? null,
    successors: ended?.facts["successors"] ?? [],
  };
}

/** A rule set: its editions, in the order published. */
export function ruleSetIn(events: readonly Told[]): object {
  return {
    kind: lastTold(events, ({ facts }) => facts["kind"]),
    editions: events.map(({ facts }) => ({
      edition: facts["edition"],
      validFrom: facts["validFrom"],
      source: facts["source"],
      content: facts["content"],
    })),
  };
}

/** A link: who is one human being, by what, and why it was undone. */
export function linkIn(events: readonly Told[]): object {
  const linked = ofType(events, "IdentitiesLinked").at(-1);
  const reason = lastTold(ofType(events, "IdentitiesUnlinked"), ({ facts }) => facts["reason"]) ?? null;
  return {
    persons: linked?.facts["persons"] ?? [],
    basis: linked?.facts["basis"] ?? null,
    confidence: linked?.facts["confidence"] ?? null,
    unlinked: reason,
  };
}
