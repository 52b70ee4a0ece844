/**
 * Loads the cluster profile while nodes die, and counts: what was acknowledged, what of it is there, what is there twice.
 * It runs the built service against servers of yours, which must be empty, and kills what your command kills:
 *
 *   node test/engines/under-failure.mjs --eventstore 'esdb://…' --mongodb 'mongodb://…/empty' --kill 'kill -9 …'
 *
 * The kill comes after a third of the time; after two thirds the instance of the service that began first, and so
 * keeps the views, is killed, and how long the others take to show a new write is measured. Ends with 1 where anything
 * that was acknowledged is lost, or is there twice.
 */
import { fileURLToPath } from "node:url";
import { runOnNeededNode } from "../../bin/needed-node.js";

runOnNeededNode(fileURLToPath(new URL("load-under-failure.mjs", import.meta.url)), process.argv.slice(2));
