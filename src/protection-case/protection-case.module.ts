import { Module } from "@nestjs/common";
import { CaseCommands, CaseQueries } from "./case.controller.js";

/** Protection cases, from the complaint to its end. */
@Module({ controllers: [CaseCommands, CaseQueries] })
export class ProtectionCaseModule {}
