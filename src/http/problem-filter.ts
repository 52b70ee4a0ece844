import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Addresses } from "./addresses.js";
import { Problem, problemOf, problemType, sendProblem } from "./problems.js";
import type { WayOut } from "./way-out.js";

/** Answers with the problem of whatever is thrown, once that is in the log of reads where it belongs there. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #log = new Logger("Http");

  constructor(
    private readonly addresses: Addresses,
    private readonly wayOut: WayOut,
  ) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const request = http.getRequest<FastifyRequest>();
    const { problem, headers } = await this.#recorded(request, problemOf(this.#addressed(error, request)));
    // The message of an unknown error may quote what a caller sent, so only its kind and place are logged.
    if (problem.status >= 500)
      this.#log.error(`${request.method} ${request.routeOptions.url ?? "?"}: ${nameAndPlace(error)}`);
    sendProblem(reply, problem, headers);
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
      return problemOf(error);
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

function nameAndPlace(error: unknown): string {
  if (!(error instanceof Error)) return "something that is no error was thrown";
  const place =
    error.stack
      ?.split("\n")
      .map((line) => line.trim())
      // A message of several lines is none of them.
      .filter((line) => line.startsWith("at "))
      .slice(0, 3)
      .join(" ") ?? "";
  return `${error.name} ${place}`;
}
