import type { Type } from "@nestjs/common";
import { RepatriationQueries } from "./repatriation.controller.js";
import { RepatriationCommands } from "./repatriation.routes.js";

/** What answers for repatriations over HTTP; apart from the slice, as the workers that fold views need none. */
export const repatriationControllers: readonly Type[] = [RepatriationQueries, RepatriationCommands];
