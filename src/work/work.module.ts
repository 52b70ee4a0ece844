import { Module } from "@nestjs/common";
import { WorkQueries } from "./work.controller.js";

/** What an officer or an agency has to do. */
@Module({ controllers: [WorkQueries] })
export class WorkModule {}
