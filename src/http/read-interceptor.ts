import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";
import { mergeMap, type Observable } from "rxjs";
import { asAsked } from "./table.js";
import type { WayOut } from "./way-out.js";

/** Lets every answer out by the one way; as a table, where it is asked for. */
@Injectable()
export class ReadInterceptor implements NestInterceptor {
  constructor(private readonly wayOut: WayOut) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      mergeMap(async (answer: unknown) => {
        const shown = await this.wayOut.answered(request, reply.statusCode, answer);
        const revision = request.method === "GET" ? revisionIn(shown) : undefined;
        if (revision !== undefined) void reply.header("etag", `"${revision}"`);
        return asAsked(context.getHandler(), request, reply, shown);
      }),
    );
  }
}

/** The revision that an answer about one thing shows. */
function revisionIn(answer: unknown): number | undefined {
  if (answer === null || typeof answer !== "object" || !("revision" in answer)) return undefined;
  return typeof answer.revision === "number" ? answer.revision : undefined;
}
