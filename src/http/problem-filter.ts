import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";
import { failureInWords } from "../event-sourcing/failure.js";
import type { Addresses } from "./addresses.js";
import { Problem, problemOf, problemType, sendProblem, type ProblemDocument } from "./problems.js";
import type { WayOut } from "./way-out.js";

/** How long what goes on is not told again, in ms. */
const TOLD_AGAIN_MS = 60_000;

/** Answers with the problem of whatever is thrown, once that is in the log of reads where it belongs there. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #log = new Logger("Http");
  /** By kind of problem: when one was told last, and how many came since. */
  readonly #refusals = new Map<string, { readonly at: number; since: number }>();

  constructor(
    private readonly addresses: Addresses,
    private readonly wayOut: WayOut,
  ) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const request = http.getRequest<FastifyRequest>();
    const { problem, headers } = await this.#recorded(request, this.#problemOf(error, request));
    if (problem.status >= 500) this.#tell(request, problem, error);
    sendProblem(reply, problem, headers);
  }

  #problemOf(error: unknown, request: FastifyRequest): ReturnType<typeof problemOf> {
    return problemOf(this.#addressed(error, request), request.headers["idempotency-key"] !== undefined);
  }

  /**
   * Only a fault of the service is an error, each told for itself. While a part does not answer, or is behind, every
   * request is refused for the same reason: that is told once a minute.
   */
  #tell({ method, routeOptions }: FastifyRequest, { status, type }: ProblemDocument, error: unknown): void {
    const why = failureInWords(error);
    const route = `${method} ${routeOptions.url ?? "?"}`;
    if (status === 500) return this.#log.error(`${route}: ${why}`);
    const slug = type.slice(problemType("").length);
    const now = performance.now();
    const before = this.#refusals.get(slug);
    if (before !== undefined && now - before.at < TOLD_AGAIN_MS) {
      before.since++;
      return;
    }
    this.#refusals.set(slug, { at: now, since: 0 });
    const since = before === undefined || before.since === 0 ? "" : `; ${before.since} more since it was told last`;
    this.#log.warn(`${route} was answered ${status} ${slug}: ${why}${since}`);
  }

  /** What may leave of the problem, once it is in the log of reads where it belongs there; else why it can't. */
  async #recorded(
    request: FastifyRequest,
    answer: ReturnType<typeof problemOf>,
  ): Promise<ReturnType<typeof problemOf>> {
    const { rule, type } = answer.problem;
    try {
      const problem = await this.wayOut.refused(
        request,
        answer.problem,
        rule?.id ?? type.slice(problemType("").length),
      );
      return { ...answer, problem };
    } catch (error) {
      this.wayOut.barely(request);
      return this.#problemOf(error, request);
    }
  }

  /** Nest's only 404 is that of a path and method for which there is no route. */
  #addressed(error: unknown, request: FastifyRequest): unknown {
    if (!(error instanceof HttpException) || error.getStatus() !== 404) return error;
    const methods = this.addresses.methodsOf(request.url.split("?")[0]!);
    if (methods.length === 0) return new Problem(404, "no-such-address", "There is no such address");
    return new Problem(405, "method-not-allowed", "This method is not for this address", {
      headers: { allow: methods.join(", ") },
    });
  }
}
