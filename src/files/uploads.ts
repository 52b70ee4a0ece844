import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Readable } from "node:stream";

/** The one route whose body is a stream. */
export const UPLOAD_PATH = "/api/v1/files";

/** An upload as the parser below leaves it. */
export type UploadRequest = FastifyRequest & { readonly body: Readable };

/**
 * Lets the bodies of uploads through as streams, of whichever type they say they are: the route itself judges it. On
 * every other route a body that is no JSON is refused as before.
 */
export function acceptUploads(fastify: Pick<FastifyInstance, "addContentTypeParser">): void {
  fastify.addContentTypeParser("*", (request: FastifyRequest, payload: Readable, done) => {
    if (request.method === "POST" && request.url.split("?")[0] === UPLOAD_PATH) return done(null, payload);
    const refused = Object.assign(new Error("this content type is not taken here"), {
      code: "FST_ERR_CTP_INVALID_MEDIA_TYPE",
      statusCode: 415,
    });
    done(refused, undefined);
  });
}
