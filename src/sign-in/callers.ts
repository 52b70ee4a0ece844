import type { IncomingHttpHeaders } from "node:http";
import { isUUID } from "class-validator";
import { agencyOf } from "../agency/in-office.js";
import type { Agency } from "../agency/agency.js";
import type { Predecessors } from "../agency/predecessors.js";
import { holdsOn, officerOf, type Assignment } from "../agency/officer.js";
import type { Clock } from "../event-sourcing/clock.js";
import type { CommandHandling } from "../event-sourcing/deciding/command-handling.js";
import { dateIn } from "../event-sourcing/stored-event/occurred-at.js";
import { Problem } from "../http/problems.js";
import { LAWFUL_BASES, PURPOSES, type Caller, type Jurisdiction } from "../access/caller.js";
import type { Callers, ActingAs } from "../access/callers.js";
import { IssuerUnavailable, TokenRefused, type Identities, type Identity } from "../access/identity.js";
import { requestContext } from "../access/request-context.js";
import { ROLES } from "../access/roles.js";
import { expiryOf } from "./verified-token.js";

const NOWHERE: Jurisdiction = { kind: null, region: null, country: null };

/**
 * Finds out who calls. The token only identifies; for whom an officer acts, and as what, the registry of officers says,
 * which is a history of its own: so that years later it can be told who could see what, and who let them.
 */
export class RegisteredCallers implements Callers {
  constructor(
    private readonly identities: Identities,
    private readonly handling: CommandHandling,
    private readonly clock: Clock,
    private readonly predecessors: Pick<Predecessors, "of">,
  ) {}

  /** @throws Problem 401 for a token that is missing or not believed, 503 when the issuer can't be asked */
  async identify(headers: IncomingHttpHeaders): Promise<Identity> {
    const token = tokenIn(headers);
    if (token === undefined) throw notSignedIn("Sign in first: send a bearer token");
    try {
      return await this.identities.identify(token);
    } catch (error) {
      if (error instanceof TokenRefused) throw notSignedIn("The token is not to be believed, or has expired", true);
      if (error instanceof IssuerUnavailable)
        throw new Problem(503, "issuer-unavailable", "The issuer of tokens does not answer", {
          headers: { "retry-after": "5" },
        });
      throw error;
    }
  }

  /**
   * The caller, in one of their assignments of today: the only one, or the one that the headers `Kawal-Agency` and
   * `Kawal-Role` name.
   * @throws Problem 403 when the officer has none, or not this one; 400 for a header that can't be taken
   */
  async callerOf(identity: Identity, headers: IncomingHttpHeaders): Promise<Caller> {
    const agency = uuidHeader(headers, "Kawal-Agency");
    const role = codeHeader(headers, "Kawal-Role", ROLES, undefined);
    const choices = await this.#choices(identity);
    const meant = choices.filter(
      (each) => (agency === undefined || each.agency === agency) && (role === undefined || each.role === role),
    );
    if (meant.length === 0)
      throw new Problem(403, "no-assignment", "You have no assignment in which you could do this", {
        ...(choices.length === 0 && { detail: "An administrator assigns officers: tell them your id, from /me" }),
      });
    if (meant.length > 1 && new Set(meant.map((each) => `${each.agency} ${each.role}`)).size > 1)
      throw new Problem(400, "assignment-ambiguous", "You act for more than one agency, or in more than one role", {
        field: "Kawal-Agency",
        detail: "name one by the headers Kawal-Agency and Kawal-Role",
      });
    const [assignment] = meant as [ActingAs];
    return {
      actor: {
        kind: "OFFICER",
        id: identity.officer,
        onBehalfOf: null,
        agency: assignment.agency,
        role: assignment.role,
      },
      role: assignment.role,
      jurisdiction: assignment.jurisdiction,
      predecessors: assignment.agency === null ? [] : await this.predecessors.of(assignment.agency, this.clock.now()),
      purpose: codeHeader(headers, "Kawal-Purpose", PURPOSES, "PROTECTION"),
      lawfulBasis: codeHeader(headers, "Kawal-Lawful-Basis", LAWFUL_BASES, "PUBLIC_TASK"),
    };
  }

  expiryOf(headers: IncomingHttpHeaders): number | null {
    return expiryOf(tokenIn(headers) ?? "");
  }

  /** The officer who calls, assigned or not. */
  async whoami(): Promise<{ readonly officer: string; readonly assignments: readonly ActingAs[] }> {
    const identity = requestContext()?.identity;
    if (!identity) throw notSignedIn("Sign in first: send a bearer token");
    return { officer: identity.officer, assignments: await this.#choices(identity) };
  }

  async #choices({ officer, administrator }: Identity): Promise<ActingAs[]> {
    const { assignments } = await this.handling.load(officerOf(officer));
    const choices: ActingAs[] = administrator ? [{ agency: null, role: "ADMINISTRATOR", jurisdiction: NOWHERE }] : [];
    for (const assignment of assignments) {
      const agency = await this.handling.load(agencyOf(assignment.agency));
      const today = dateIn(agency.zone, this.clock.now());
      if (holdsOn(assignment, today) && (agency.validTo === null || today < agency.validTo))
        choices.push(actingAs(assignment, agency));
    }
    return choices;
  }
}

function actingAs({ agency, role, region }: Assignment, { kind, region: whole, country }: Agency): ActingAs {
  return { agency, role, jurisdiction: { kind: kind ?? null, region: region ?? whole, country } };
}

function tokenIn({ authorization }: IncomingHttpHeaders): string | undefined {
  return /^Bearer ([\w.~+/=-]+)$/i.exec(authorization ?? "")?.[1];
}

function notSignedIn(title: string, tokenSent = false): Problem {
  // RFC 6750, section 3.
  const challenge = `Bearer realm="kawal"${tokenSent ? ', error="invalid_token"' : ""}`;
  return new Problem(401, "not-signed-in", title, { headers: { "www-authenticate": challenge } });
}

function uuidHeader(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  if (value === undefined) return undefined;
  if (typeof value !== "string" || !isUUID(value))
    throw new Problem(400, "invalid-header", `${name} must be a UUID`, { field: name });
  return value.toLowerCase();
}

function codeHeader<Otherwise extends string | undefined>(
  headers: IncomingHttpHeaders,
  name: string,
  codes: readonly string[],
  otherwise: Otherwise,
): string | Otherwise {
  const value = headers[name.toLowerCase()];
  if (value === undefined) return otherwise;
  if (typeof value !== "string" || !codes.includes(value))
    throw new Problem(400, "invalid-header", `${name} must be one of ${codes.join(", ")}`, { field: name });
  return value;
}
