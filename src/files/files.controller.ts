import { Permits } from "../access/permit.js";
import { Controller, Get, Inject, Param, Post, Query, Req, Res } from "@nestjs/common";
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiProduces, ApiResponse, ApiTags } from "../described.js";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Readable } from "node:stream";
import { CommandHandling } from "../event-sourcing/deciding/command-handling.js";
import { FILE_STORE } from "../event-sourcing/ports.js";
import { NotFound } from "../event-sourcing/deciding/rejection.js";
import { CommandAnswer } from "../http/command-answer.js";
import { idParam, pathOf } from "../http/ids-in-path.js";
import { validated } from "../http/validated.js";
import { idempotencyKey } from "../http/command-headers.js";
import { CommandSender } from "../http/command-sender.js";
import { CodeField, UuidField } from "../http/fields.js";
import { Problem } from "../http/problems.js";
import { WayOut } from "../http/way-out.js";
import { LIMITS } from "../limits.js";
import {
  DOCUMENT_TYPES,
  FileShredded,
  FileTooLarge,
  UnsupportedFileType,
  type FileStore,
} from "../privacy/file-store.js";
import { fileAggregate, fileOf, type StoredFileState } from "./file.js";
import { FILE_PURPOSES, type FilePurpose } from "./file.events.js";
import { storeFile } from "./store-file.js";
import { IncompleteFile } from "./whole-file.js";

class UploadQuery {
  @UuidField({ description: "The person whose paper it is" })
  person!: string;

  @CodeField(FILE_PURPOSES, { optional: true, description: "DOCUMENT if left out" })
  purpose?: FilePurpose;
}

@ApiTags("files")
@Controller("files")
export class FilesController {
  constructor(
    private readonly handling: CommandHandling,
    @Inject(FILE_STORE) private readonly files: FileStore,
    private readonly sender: CommandSender,
    private readonly wayOut: WayOut,
  ) {}

  @Post()
  @Permits("FILE_UPLOAD")
  @ApiOperation({ operationId: "file.StoreFile", summary: "Upload a person's paper; the body is the file itself" })
  @ApiConsumes(...DOCUMENT_TYPES)
  @ApiBody({ schema: { type: "string", format: "binary" } })
  @ApiHeader({
    name: "Idempotency-Key",
    required: true,
    description: "A UUID; a repeat with it and the same bytes gets the first answer",
  })
  @ApiResponse({ status: 201, type: CommandAnswer })
  @ApiResponse({ status: 413, description: "file-too-large: over 20 MiB" })
  @ApiResponse({ status: 415, description: "unsupported-file-type: not taken here, or not what it says it is" })
  async upload(
    @Query(validated(UploadQuery)) { person, purpose }: UploadQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    const asked = { decider: fileAggregate, id: undefined, name: "StoreFile", key: idempotencyKey(request) };
    try {
      const answer = await storeFile(
        this.files,
        contentOf(request),
        person,
        (data) => this.sender.send(request, { ...asked, data }),
        { purpose, mediaType: mediaTypeOf(request) },
      );
      void reply
        .status(201)
        .header("etag", `"${answer.revision}"`)
        .header("location", `${pathOf(request)}/${answer.id}`);
      return this.sender.shown(answer);
    } catch (error) {
      discardRest(request.body);
      throw asProblem(error);
    }
  }

  @Get(":id")
  @Permits("FILE_READ", "file")
  @ApiOperation({ operationId: "file.one", summary: "Whose a file is, of what type and size, and who uploaded it" })
  async one(@Param("id", idParam) id: string) {
    const { state, revision } = await this.#stored(id);
    const { blob: _blob, stored: _stored, ...shown } = state;
    return { data: { id, ...shown }, revision };
  }

  @Get(":id/content")
  @Permits("FILE_OPEN", "file")
  @ApiOperation({ operationId: "file.content", summary: "The file itself" })
  @ApiProduces(...DOCUMENT_TYPES)
  async content(@Param("id", idParam) id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const { blob, mediaType, bytes, ...stored } = (await this.#stored(id)).state;
    let content: Readable;
    try {
      content = await this.files.get(blob!);
    } catch (error) {
      throw asProblem(error);
    }
    try {
      await this.wayOut.streams(request, { id, ...stored });
    } catch (error) {
      content.destroy();
      throw error;
    }
    return reply
      .headers({
        "content-type": mediaType!,
        "content-length": bytes,
        "content-disposition": `attachment; filename="${id}.${EXTENSIONS[mediaType!] ?? "bin"}"`,
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
      })
      .send(content);
  }

  async #stored(id: string): Promise<{ readonly state: StoredFileState; readonly revision: number }> {
    const file = await this.handling.loadAt(fileOf(id));
    if (!file.state.stored) throw new NotFound(`there is no file ${id}`);
    return file;
  }
}

/** The body, read so that a refusal in its midst leaves the connection there to say so; `discardRest` follows. */
function contentOf(request: FastifyRequest): AsyncIterable<Uint8Array> {
  const declared = Number(request.headers["content-length"]);
  if (declared > LIMITS.fileBytes.most) throw new FileTooLarge(LIMITS.fileBytes.most);
  if (!(request.body instanceof Readable)) throw new UnsupportedFileType(null, DOCUMENT_TYPES);
  return request.body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
}

/**
 * Reads past what is left of a body that was refused: a caller who is still sending hears the answer, and the
 * connection comes free again. One who goes on and on is cut off.
 */
function discardRest(body: unknown): void {
  if (!(body instanceof Readable)) return;
  let left = LIMITS.fileBytes.most;
  body.on("data", (piece: Uint8Array) => {
    left -= piece.length;
    if (left < 0) body.destroy();
  });
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  "application/pdf": "pdf",
  "image/jpeg": "jpg",
  "image/png": "png",
};

function mediaTypeOf({ headers }: FastifyRequest): string {
  const declared = (headers["content-type"] ?? "").split(";")[0]!.trim().toLowerCase();
  if (!DOCUMENT_TYPES.some((type) => type === declared)) throw new UnsupportedFileType(null, DOCUMENT_TYPES);
  return declared;
}

function asProblem(error: unknown): unknown {
  if (error instanceof FileTooLarge)
    return new Problem(413, LIMITS.fileBytes.problem, "The file is over the limit", {
      field: "body",
      detail: `at most ${error.maxBytes} bytes`,
    });
  if (error instanceof UnsupportedFileType)
    return new Problem(415, "unsupported-file-type", "This type of file is not taken", {
      field: "body",
      detail: error.message,
    });
  if (error instanceof IncompleteFile)
    return new Problem(400, "incomplete-file", "The file is not whole", { field: "body", detail: error.message });
  if (error instanceof FileShredded) return new Problem(410, "file-erased", "The file was erased");
  return error;
}
