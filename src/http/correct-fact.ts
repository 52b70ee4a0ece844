import { ApiPropertyOptional } from "../described.js";
import { IsObject, ValidateIf } from "class-validator";
import { CodeField, NarrativeField, OccurredDto, OccurredField, UuidField } from "./fields.js";

/** The correction that every aggregate takes. */
export class CorrectFactDto {
  @UuidField({ description: "Id of the event to correct, or of a correction of it that is wrong itself" })
  event!: string;

  @CodeField(["MISREPORTED", "MISTYPED", "NEW_EVIDENCE", "WRONG_PERSON"])
  reason!: string;

  @ApiPropertyOptional({ type: Object, description: "Plain facts as they should have been" })
  @ValidateIf((_, value) => value !== undefined)
  @IsObject()
  facts?: Record<string, unknown>;

  @ApiPropertyOptional({ type: Object, description: "Personal fields by class, as they should have been" })
  @ValidateIf((_, value) => value !== undefined)
  @IsObject()
  personal?: Record<string, Record<string, string>>;

  @OccurredField()
  occurred?: OccurredDto;

  @NarrativeField({ optional: true })
  explanation?: string;

  @UuidField({ many: true, optional: true, description: "Whom the narratives given here name; left out: as before" })
  names?: string[];
}
