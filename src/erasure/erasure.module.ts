import { Module } from "@nestjs/common";
import { DataOfPersons } from "../person/erase-person.js";
import { StoredDataOfPersons } from "./data-of-persons.js";

/** What the erasure of a person finds and destroys. */
@Module({ providers: [{ provide: DataOfPersons, useClass: StoredDataOfPersons }] })
export class ErasureModule {}
