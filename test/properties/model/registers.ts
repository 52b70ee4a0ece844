import { lastTold, ofType, valuesOf, type Told } from "./told.js";

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
    names: byDay(names, ({ from }) => from ?? ""),
    code: lastTold(events, ({ facts }) => facts["code"]) ?? null,
    region: registered?.facts["region"] ?? null,
    country: registered?.facts["country"] ?? null,
    zone: registered?.facts["zone"] ?? "Asia/Jakarta",
    validFrom: registered?.facts["validFrom"] ?? null,
    validTo: ended?.facts["on"] ?? null,
    successors: ended?.facts["successors"] ?? [],
    ...mandatesIn(events),
  };
}

/** What an agency was made responsible for: each ends on the earliest day that was named. */
function mandatesIn(events: readonly Told[]): object {
  const ends = ofType(events, "MandateEnded").map(({ facts }) => ({ mandate: facts["mandate"], on: facts["on"] }));
  const mandates = ofType(events, "MandateGiven").map(({ facts }) => {
    const days = [facts["until"], ...ends.filter(({ mandate }) => mandate === facts["mandate"]).map(({ on }) => on)];
    return {
      id: facts["mandate"],
      stage: facts["stage"],
      region: facts["region"] ?? null,
      country: facts["country"] ?? null,
      categories: facts["categories"] ?? null,
      from: facts["from"],
      until: days.filter((day) => day !== undefined).toSorted()[0] ?? null,
      source: facts["source"] ?? null,
    };
  });
  const keys = mandates.flatMap(({ stage, region, country }) => [stage, `${stage} ${region ?? country ?? "*"}`]);
  return { mandates, mandateEnds: ends, responsibleAt: [...new Set(keys)] };
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

/** The officer of an event, and their agency. */
function byOf(event: Told | undefined): object | null {
  return event === undefined ? null : { officer: event.actor.id, agency: event.actor.agency };
}

/** A link: who is one human being, by what, and why it was undone. */
export function linkIn(events: readonly Told[]): object {
  const linked = ofType(events, "IdentitiesLinked").at(-1);
  const reason = lastTold(ofType(events, "IdentitiesUnlinked"), ({ facts }) => facts["reason"]) ?? null;
  return {
    persons: linked?.facts["persons"] ?? [],
    basis: linked?.facts["basis"] ?? null,
    confidence: linked?.facts["confidence"] ?? null,
    linkedBy: byOf(linked),
    confirmedBy: byOf(ofType(events, "IdentityLinkConfirmed").at(-1)),
    unlinked: reason,
  };
}

/** A company: its public names by the days from which it had them, or its sealed one; and its licences by theirs. */
export function companyIn(events: readonly Told[]) {
  const registered = ofType(events, "CompanyRegistered").at(-1);
  const named = [...ofType(events, "CompanyRegistered"), ...ofType(events, "CompanyRenamed")];
  const names = named
    .filter(({ facts }) => facts["name"] !== undefined)
    .map(({ facts }) => ({ name: facts["name"], from: (facts["from"] ?? null) as string | null }));
  const sealed = named.filter(({ facts }) => facts["name"] === undefined).at(-1);
  const licences = ofType(events, "CompanyLicenceRecorded").map(({ facts }) => ({
    status: facts["status"],
    validFrom: facts["validFrom"] as string,
    validUntil: facts["validUntil"] ?? null,
  }));
  return {
    kind: registered?.facts["kind"],
    registered: registered?.facts["registered"] ?? false,
    names: byDay(names, ({ from }) => from ?? ""),
    identity: sealed ? valuesOf(sealed, "identity") : {},
    person: (registered?.facts["person"] ?? null) as string | null,
    country: registered?.facts["country"] ?? null,
    region: (registered?.facts["region"]?.["code"] ?? null) as string | null,
    licences: byDay(licences, ({ validFrom }) => validFrom),
  };
}

function byDay<Value>(values: readonly Value[], dayOf: (value: Value) => string): Value[] {
  return values.toSorted((a, b) => (dayOf(a) < dayOf(b) ? -1 : dayOf(a) > dayOf(b) ? 1 : 0));
}
