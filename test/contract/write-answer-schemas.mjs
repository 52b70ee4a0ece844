/* Writes the schemas of all answers into the source; with `--print`, to its output instead. */
import { writeFileSync } from "node:fs";
import { answerSchemas, SCHEMAS_FILE } from "./answer-schemas.mjs";

const text = `${JSON.stringify(answerSchemas(), null, 2)}\n`;
if (process.argv.includes("--print")) process.stdout.write(text);
else writeFileSync(SCHEMAS_FILE, text);
