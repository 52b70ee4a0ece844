import { Type } from "typebox";
import { EventRegistry } from "../event-sourcing/stored-event/registry.js";
import { anyDefinitions, defineEvent } from "../event-sourcing/stored-event/event-definition.js";
import { LIMITS } from "../limits.js";
import { grantsNothing } from "../event-sourcing/stored-event/sight.js";

/** Category of the log's streams: `reads-<instance>`, one for each instance that answers. */
export const READS = "reads";

const Id = Type.String({ format: "uuid" });

/** The route and not the address: an address may hold what was sought. */
const Route = Type.Object(
  { method: Type.String({ pattern: "^[A-Z]{1,16}$" }), pattern: Type.String({ maxLength: 300 }) },
  { additionalProperties: false },
);

/** Begins the stream of an instance, so that whoever holds its head knows where it was written. */
export const LogOfReadsBegun = defineEvent({
  type: "LogOfReadsBegun",
  title: { en: "An instance began its log of reads", indonesian: "Log pembacaan dimulai" },
  sight: grantsNothing("names a machine"),
  facts: Type.Object({
    profile: Type.Union([Type.Literal("embedded"), Type.Literal("cluster")]),
    host: Type.String({ maxLength: 255 }),
  }),
});

/** Name of a list of ids: SHA-256 of them, base64url. */
const List = Type.String({ pattern: "^[\\w-]{43}$" });

/**
 * Ids that answers hold, recorded before the first of these; whoever asks for the same page again is given the same.
 */
export const IdsListed = defineEvent({
  type: "IdsListed",
  title: { en: "What many answers held was listed", indonesian: "Isi sejumlah jawaban dicatat" },
  sight: grantsNothing("names what was shown, and has no part in it"),
  facts: Type.Object({ list: List, ids: Type.Array(Id, { maxItems: LIMITS.idsAnswered.most }) }),
});

/** Someone was about to be given an answer (log pembacaan). Its subjects are the persons whom the route names. */
export const RequestAnswered = defineEvent({
  type: "RequestAnswered",
  title: { en: "Data was shown", indonesian: "Data ditampilkan" },
  sight: grantsNothing("who looked at something has no part in it"),
  facts: Type.Object({
    route: Route,
    status: Type.Integer({ minimum: 200, maximum: 399 }),
    asked: Type.Array(Id, { description: "Ids in the path, the query and the body" }),
    ids: Type.Array(Id, {
      maxItems: LIMITS.idsAnswered.most,
      description: "Every id in the answer but of who acted; none where a list has them",
    }),
    list: Type.Optional(List),
    count: Type.Integer({ minimum: 0, description: "How many ids the answer had" }),
    classes: Type.Array(Type.String({ maxLength: 40 }), { description: "Of the personal fields that were opened" }),
    by: Type.Array(Type.String({ maxLength: 100 }), {
      description: "By which fields was searched; never their values",
    }),
  }),
});

/** Someone was refused an answer, or an act. */
export const RequestRefused = defineEvent({
  type: "RequestRefused",
  title: { en: "A request was refused", indonesian: "Permintaan ditolak" },
  sight: grantsNothing("who was refused something has no part in it"),
  facts: Type.Object({
    route: Route,
    status: Type.Integer({ minimum: 400, maximum: 499 }),
    asked: Type.Array(Id),
    rule: Type.String({ maxLength: 100, description: "Id of the rule, or of the problem where no rule is named" }),
  }),
});

/** Events of the log of reads, which no other log has. */
export const readsRegistry = new EventRegistry(
  anyDefinitions([LogOfReadsBegun, IdsListed, RequestAnswered, RequestRefused]),
);
