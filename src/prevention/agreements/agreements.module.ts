import { Module } from "@nestjs/common";
import { AgreementCommands, AgreementQueries } from "./agreement.controller.js";

/** What agencies agreed with each other. */
@Module({ controllers: [AgreementCommands, AgreementQueries] })
export class AgreementsModule {}
