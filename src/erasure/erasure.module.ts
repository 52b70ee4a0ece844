import { Module } from "@nestjs/common";
import { ErasureController } from "./erasure.controller.js";

/** The erasure of a person, and what it would find. */
@Module({ controllers: [ErasureController] })
export class ErasureModule {}
