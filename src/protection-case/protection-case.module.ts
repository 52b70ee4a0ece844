import { Module } from "@nestjs/common";
import { CaseQueries } from "./case.controller.js";
import { CaseCommands } from "./case.routes.js";

/** Protection cases, from the complaint to its end. */
@Module({ controllers: [CaseCommands, CaseQueries] })
export class ProtectionCaseModule {}
