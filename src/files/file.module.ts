import { Module } from "@nestjs/common";
import { FilesController } from "./files.controller.js";

/** Papers of persons. */
@Module({ controllers: [FilesController] })
export class FileModule {}
