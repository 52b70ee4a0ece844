import { CodeField, NarrativeField, OccurredDto, OccurredField, UuidField } from "../http/fields.js";
import {
  CONFIDENCES,
  LINK_BASES,
  UNLINK_REASONS,
  type Confidence,
  type LinkBasis,
  type UnlinkReason,
} from "./identity-link.events.js";

export class LinkIdentities {
  @UuidField({ description: "The one person" })
  person!: string;

  @UuidField({ description: "The other, who is the same human being" })
  other!: string;

  @CodeField(LINK_BASES)
  basis!: LinkBasis;

  @CodeField(CONFIDENCES)
  confidence!: Confidence;

  @NarrativeField({ optional: true })
  note?: string;

  @OccurredField()
  occurred?: OccurredDto;
}

export class UnlinkIdentities {
  @CodeField(UNLINK_REASONS)
  reason!: UnlinkReason;

  @NarrativeField({ optional: true })
  note?: string;

  @OccurredField()
  occurred?: OccurredDto;
}
