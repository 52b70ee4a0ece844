import { writeFileSync } from "node:fs";
import { answerSchemas, SCHEMAS_FILE } from "./answer-schemas.mjs";

writeFileSync(SCHEMAS_FILE, `${JSON.stringify(answerSchemas(), null, 2)}\n`);
