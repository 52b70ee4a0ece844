import { ApiProperty, ApiPropertyOptional } from "../described.js";
import { freeTextWarnings, FreeTextWarning } from "./free-text-warnings.js";
import { takenAs, TakenAs } from "./taken-as.js";

/** What every command answers. */
export class CommandAnswer {
  @ApiProperty({ format: "uuid", description: "Of what the command made or changed" })
  id!: string;

  @ApiProperty({ type: "integer", description: "Its revision now, for If-Match" })
  revision!: number;

  @ApiProperty({
    description: "Where this is in the history: ask a query with it as `seen`, and its answer includes this",
  })
  position!: string;

  @ApiPropertyOptional({
    type: FreeTextWarning,
    isArray: true,
    description: "Numbers by which somebody is known, in free text: write them into their fields",
  })
  warnings?: FreeTextWarning[];

  @ApiPropertyOptional({
    type: TakenAs,
    isArray: true,
    description: "How values that can be read in two ways were taken",
  })
  takenAs?: TakenAs[];
}

/** What an answer to a command says of its body; nothing at all where there is nothing. */
export function notesOn(body: object): Pick<CommandAnswer, "warnings" | "takenAs"> {
  const warnings = freeTextWarnings(body);
  const taken = takenAs(body);
  return { ...(warnings.length > 0 && { warnings }), ...(taken.length > 0 && { takenAs: taken }) };
}
