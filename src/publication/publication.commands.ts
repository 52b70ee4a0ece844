import { deciderOf } from "../http/command.js";
import { proposePublicTables } from "./propose-tables.js";
import { publicationAggregate } from "./publication.js";
import { publishTables } from "./publish-tables.js";

/** Every command of a publication. */
export const publicationDecider = deciderOf(publicationAggregate, [proposePublicTables, publishTables]);
