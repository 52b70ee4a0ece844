import { Module } from "@nestjs/common";
import { OperationsController } from "./operations.controller.js";

/** What an operator does about the views. */
@Module({ controllers: [OperationsController] })
export class StoreModule {}
