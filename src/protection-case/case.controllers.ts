import type { Type } from "@nestjs/common";
import { CaseQueries } from "./case.controller.js";
import { CaseCommands } from "./case.routes.js";

export const caseControllers: readonly Type[] = [CaseCommands, CaseQueries];
