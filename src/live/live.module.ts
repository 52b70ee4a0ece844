import { Module } from "@nestjs/common";
import { LiveBoards } from "./live-boards.js";
import { LiveQueries } from "./live.controller.js";

/** Lists as streams of what changes in them. */
@Module({ controllers: [LiveQueries], providers: [LiveBoards] })
export class LiveModule {}
