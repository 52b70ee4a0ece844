import { hash } from "node:crypto";
import type { FastifyRequest } from "fastify";

/** Tokens remembered; who comes with one that is forgotten counts once more against their address. */
const MOST = 20_000;

/**
 * Whose token it was when it was last believed: by its hash, as no token is kept. It is no proof of anything, and only
 * tells whom a request counts against before the guard has judged it.
 */
export class KnownTokens {
  readonly #officers = new Map<string, string>();

  /** The officer; undefined for a token that nobody has believed yet, and for none. */
  officerOf(request: FastifyRequest): string | undefined {
    const name = nameOf(request);
    return name === undefined ? undefined : this.#officers.get(name);
  }

  believed(request: FastifyRequest, officer: string): void {
    const name = nameOf(request);
    if (name === undefined || this.#officers.get(name) === officer) return;
    this.#officers.set(name, officer);
    if (this.#officers.size > MOST) this.#officers.delete(this.#officers.keys().next().value!);
  }

  /** It has expired, or was taken back: whoever found it does not use up what its officer may ask. */
  refused(request: FastifyRequest): void {
    const name = nameOf(request);
    if (name !== undefined) this.#officers.delete(name);
  }
}

/** Of the requests under way: each is asked about more than once. */
const names = new WeakMap<FastifyRequest, string>();

function nameOf(request: FastifyRequest): string | undefined {
  const { authorization } = request.headers;
  if (authorization === undefined) return undefined;
  let name = names.get(request);
  if (name === undefined) names.set(request, (name = hash("sha256", authorization, "base64")));
  return name;
}
