import type { FastifyRequest } from "fastify";
import { v7 as uuidv7 } from "uuid";
import { requestContext } from "../access/request-context.js";
import { idsIn } from "../access/ids-in.js";
import { classesOpened } from "./opened-classes.js";
import type { ReadEntry, ReadLog } from "./read-log.js";

/**
 * Refusals that are recorded: others say what is wrong with a request, and nothing of what there is. 412 tells a
 * revision.
 */
const REFUSALS = [403, 404, 409, 412];

/** Routes whose id is that of a person. */
const OF_A_PERSON = /^\/api\/v\d+\/(?:persons|migrants)\/:id(?:\/|$)/;

/** Records the requests of this instance in the log of reads, before they are answered. */
export class ReadRecording {
  readonly #recorded = new WeakSet<FastifyRequest>();

  constructor(private readonly log: Pick<ReadLog, "record">) {}

  /**
   * Records what is about to be answered. A route that sends its answer itself calls this before the first byte; the
   * rest is called for. Nothing is recorded of who is not known (health, descriptions), nor of a command's own answer,
   * which is in the log of events.
   * @throws StoreUnavailable: then the answer must not leave
   */
  async answered(request: FastifyRequest, status: number, answer: unknown): Promise<void> {
    if (this.#recorded.has(request) || isOfCommand(request, answer)) return;
    const known = knownOf(request);
    if (known === undefined) return;
    this.#recorded.add(request);
    const by = request.method === "POST" ? fieldsIn(request.body) : [];
    await this.log.record({
      ...known,
      status,
      outcome: "answered",
      ids: [...idsIn(answer)],
      classes: classesOpened(),
      by,
    });
  }

  /**
   * Records that a stream was opened on which its caller is told of more and more.
   * @returns what records that they are about to be told of these ids: under the same request, so that all that was told
   *   on one stream belongs together
   * @throws StoreUnavailable, as does what is returned: then nothing of it may leave
   */
  async opened(request: FastifyRequest): Promise<(ids: readonly string[]) => Promise<void>> {
    const known = knownOf(request);
    if (known === undefined) throw new Error("nobody is known to whom something could be told");
    this.#recorded.add(request);
    const record = (ids: readonly string[]) =>
      this.log.record({ ...known, status: 200, outcome: "answered", ids, classes: [], by: [] });
    await record([]);
    return record;
  }

  /** @param rule id of the rule, or of the problem. @throws StoreUnavailable */
  async refused(request: FastifyRequest, status: number, rule: string): Promise<void> {
    if (!REFUSALS.includes(status)) return;
    const known = knownOf(request);
    if (known !== undefined) await this.log.record({ ...known, status, outcome: "refused", rule });
  }
}

/** What is known of the request under way, where its caller is. */
function knownOf(request: FastifyRequest) {
  const caller = requestContext()?.caller;
  const pattern = request.routeOptions.url;
  if (caller === undefined || pattern === undefined) return undefined;
  const { actor, purpose, lawfulBasis } = caller;
  const params = request.params as { readonly id?: string };
  return {
    request: uuidv7(),
    actor,
    purpose,
    lawfulBasis,
    route: { method: request.method, pattern },
    asked: [...idsIn([params, request.query, isPlain(request.body) ? request.body : null])],
    persons: OF_A_PERSON.test(pattern) ? [...idsIn(params.id)] : [],
  } satisfies Partial<ReadEntry>;
}

/**
 * Every command answers with the id, the revision and the position of what it made; some with others who may be meant.
 */
export function isOfCommand({ method }: FastifyRequest, answer: unknown): boolean {
  if (method === "GET" || method === "HEAD" || !isPlain(answer) || "data" in answer || "likely" in answer) return false;
  return ["id", "revision", "position"].every((key) => key in answer);
}

/** Their names, which the validation of the route knows; their values are what was sought. */
function fieldsIn(body: unknown): string[] {
  return isPlain(body) ? Object.keys(body).filter((field) => body[field] !== undefined) : [];
}

export function isPlain(value: unknown): value is Record<string, unknown> {
  if (value === null || typeof value !== "object") return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
