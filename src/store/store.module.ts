import { Module } from "@nestjs/common";
import { OperationsController } from "./operations.controller.js";
import { ProjectionsController } from "./projections.controller.js";

/** What an operator does about the views. */
@Module({ controllers: [OperationsController, ProjectionsController] })
export class StoreModule {}
