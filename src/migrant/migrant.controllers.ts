import type { Type } from "@nestjs/common";
import { MigrantCommands, MigrantQueries } from "./migrant.controller.js";

/** What answers for migrants over HTTP; apart from the slice, as the workers that fold views need none. */
export const migrantControllers: readonly Type[] = [MigrantQueries, MigrantCommands];
