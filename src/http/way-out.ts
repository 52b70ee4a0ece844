import type { FastifyRequest } from "fastify";
import type { Caller } from "../access/caller.js";
import type { Gate } from "../access/gate.js";
import { requestContext } from "../access/request-context.js";
import { isOfCommand, isPlain, type ReadRecording } from "../log-of-reads/recording.js";
import { NOTHING_NAMED, type NamesOf } from "./names.js";
import type { ProblemDocument } from "./problems.js";

/**
 * The one way out: an answer or a problem passes the gate, is given the names of what it still shows, and is in the log
 * of reads, in this order, before its first byte leaves. What was hidden is neither named nor recorded as read.
 */
export class WayOut {
  readonly #passed = new WeakSet<FastifyRequest>();

  constructor(
    private readonly gate: Pick<Gate, "passes">,
    private readonly recording: Pick<ReadRecording, "answered" | "refused" | "opened">,
    private readonly namesOf: NamesOf = NOTHING_NAMED,
  ) {}

  /**
   * @returns what may leave of the answer
   * @throws StoreUnavailable, ViewBehind: then it must not leave
   */
  async answered(request: FastifyRequest, status: number, answer: unknown): Promise<unknown> {
    // A command is answered with the id of what it made or changed, which its caller named or now has.
    const shown = isOfCommand(request, answer)
      ? answer
      : await this.#named(await this.gate.passes(answer, requestContext(), [request.params, bodyOf(request)]));
    await this.recording.answered(request, status, shown);
    this.#passed.add(request);
    return shown;
  }

  /** With the names of what it shows, beside its data. */
  async #named(shown: unknown): Promise<unknown> {
    if (!isPlain(shown) || !("data" in shown)) return shown;
    const names = await this.namesOf(shown.data);
    return names === undefined ? shown : { ...shown, names };
  }

  /** For a route that sends bytes, and no answer that could be walked: what the log of reads says of it. */
  async streams(request: FastifyRequest, about: object): Promise<void> {
    await this.recording.answered(request, 200, about);
    this.#passed.add(request);
  }

  /**
   * For a route that goes on telling: its opening is recorded, and what it tells is recorded by what this gives, before
   * it is told.
   */
  async goesOn(request: FastifyRequest): Promise<(ids: readonly string[]) => Promise<void>> {
    const record = await this.recording.opened(request);
    this.#passed.add(request);
    return record;
  }

  /** Those of some rows that may leave to a caller, on a stream that goes on. @throws ViewBehind */
  async rows<Row extends object>(rows: readonly Row[], caller: Caller): Promise<readonly Row[]> {
    return ((await this.gate.passes({ data: rows }, { caller }, null)) as { readonly data: readonly Row[] }).data;
  }

  /**
   * @param rule id of the rule, or of the problem
   * @returns what may leave of the problem
   * @throws StoreUnavailable, ViewBehind: then another one must leave
   */
  async refused(request: FastifyRequest, problem: ProblemDocument, rule: string): Promise<ProblemDocument> {
    const sent = [request.params, request.query, bodyOf(request)];
    const shown = (await this.gate.passes(problem, requestContext(), sent)) as ProblemDocument;
    // What a rule says no about may be an agency or an officer; other problems name none.
    const names = problem.status === 409 ? await this.namesOf(shown) : undefined;
    await this.recording.refused(request, problem.status, rule);
    this.#passed.add(request);
    return names === undefined ? shown : { ...shown, names };
  }

  /** For a problem that says nothing of what there is, in place of one that could not leave. */
  barely(request: FastifyRequest): void {
    this.#passed.add(request);
  }

  /** @throws where a known caller is about to be answered by another way: a fault of the route */
  assertPassed(request: FastifyRequest): void {
    if (requestContext()?.caller !== undefined && !this.#passed.has(request))
      throw new Error(`${request.method} ${request.routeOptions.url ?? "?"} answered past the gate`);
  }
}

/** A body of JSON; null for a file, which is a stream, and for none. What a list is asked by stands in the query. */
function bodyOf({ body }: FastifyRequest): unknown {
  return isPlain(body) ? body : null;
}
