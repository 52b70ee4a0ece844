import { Module } from "@nestjs/common";
import { ReferralCommands, ReferralQueries } from "./referral.controller.js";

/** What agencies ask of each other. */
@Module({ controllers: [ReferralCommands, ReferralQueries] })
export class ReferralModule {}
