import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";
import { mergeMap, type Observable } from "rxjs";
import type { ReadRecording } from "../audit/reads/recording.js";

/** Holds every answer back until it is in the log of reads. */
@Injectable()
export class ReadInterceptor implements NestInterceptor {
  constructor(private readonly recording: ReadRecording) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      mergeMap(async (answer: unknown) => {
        await this.recording.answered(request, reply.statusCode, answer);
        return answer;
      }),
    );
  }
}
