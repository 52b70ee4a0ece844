import { Module } from "@nestjs/common";
import { FollowQueries } from "./follow.controller.js";
import { OfferCommands, OfferQueries } from "./offers.controller.js";

/** Reports of suspicious offers, and how who made one follows it. */
@Module({ controllers: [OfferCommands, OfferQueries, FollowQueries] })
export class OffersModule {}
