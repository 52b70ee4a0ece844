import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { DEFAULT_ZONE, isZone } from "../event-sourcing/stored-event/occurred-at.js";
import type { EventRegistry } from "../event-sourcing/stored-event/registry.js";
import { CodeField, PatternField, TextField, UuidField } from "../http/fields.js";
import { PageQuery } from "../http/queries.js";
import type { TimelineFilter, TimelineOrder } from "../timeline/timeline.js";
import { boundOf } from "./times.js";

/** Which events of a timeline are asked for. */
export class FilterParameters extends PageQuery {
  @TextField(35, { optional: true, description: "A time with an offset or a date, on the clock of `order`" })
  from?: string;

  @TextField(35, { optional: true, description: "A time with an offset or a date: its end" })
  to?: string;

  @TextField(64, { optional: true, example: DEFAULT_ZONE, description: "IANA zone in which dates are counted" })
  zone?: string;

  @TextField(100, { optional: true, example: "CaseAssigned", description: "Only events of this type" })
  type?: string;

  @PatternField(/^[A-Za-z]{1,40}-[0-9A-Za-z-]{1,100}$/, "the name of a stream, as rows show it", {
    optional: true,
    description: "Only events of this stream: `case-<id>`",
    example: "case-3fa85f64-5717-4562-b3fc-2c963f66afa6",
  })
  stream?: string;
}

export class TimelineParameters extends FilterParameters {
  @UuidField({ optional: true, description: "Only what was recorded for this agency" })
  agency?: string;

  @CodeField(["recorded", "occurred"], { optional: true, description: "`recorded` if left out" })
  order?: TimelineOrder;

  @CodeField(["true"], {
    optional: true,
    description:
      "With the stored bytes of each event, by which its hash can be computed again; hidden from all but auditors",
  })
  stored?: "true";
}

/** The filter that parameters name, with bounds in time (ISO 8601, UTC). @throws InvalidField */
export function filterOf(
  { from, to, zone, type, stream, agency }: FilterParameters & { readonly agency?: string },
  registry: EventRegistry,
): TimelineFilter & { readonly from?: string | undefined; readonly to?: string | undefined } {
  if (type !== undefined && !registry.types.includes(type))
    throw new InvalidField("invalid-field", "type", "is no type of event");
  if (zone !== undefined && !isZone(zone)) throw new InvalidField("invalid-field", "zone", "is no IANA time zone");
  return {
    type,
    stream,
    agency,
    from: from === undefined ? undefined : boundOf(from, "from", zone, "earliest"),
    to: to === undefined ? undefined : boundOf(to, "to", zone, "latest"),
  };
}
