import { InvalidField } from "../../event-sourcing/deciding/rejection.js";
import type { CorrectFact, CorrectionGiven } from "../../event-sourcing/stored-event/correction.js";
import type { FieldClass } from "../../event-sourcing/stored-event/envelope.js";
import type { EventRecord } from "../../event-sourcing/stored-event/event-record.js";
import { fieldsOf } from "../../event-sourcing/stored-event/personal-field.js";
import { OfferFollowCodeIssued } from "./offer.events.js";
import { reporterIn, timeWithout, withoutReporter } from "./without-reporter.js";

/**
 * A correction of what was recorded of an offer, with who reported masked in its words. Who reported is not corrected:
 * whoever may correct need not see it. Of who offers a field is corrected that was reported: one that was not would
 * stand under whichever id the report names first.
 * @throws InvalidField
 */
export function correctionOfOffer(
  correction: CorrectFact,
  corrected: EventRecord,
  { open, recorded }: CorrectionGiven,
): CorrectFact {
  // At another time an earlier code would open the report again.
  if (correction.occurred && corrected.type === OfferFollowCodeIssued.type)
    throw new InvalidField("not-correctable", "occurred", "tells which code is the newest");
  const { narrative, ...fields } = correction.personal ?? {};
  for (const [fieldClass, values] of Object.entries(fields) as [FieldClass, object][])
    for (const path of Object.keys(values)) {
      // Of what an offer has not it is told elsewhere that it is no field.
      if (!corrected.mayHold[fieldClass]?.includes(path)) continue;
      if (fieldClass === "reporter")
        throw new InvalidField("not-correctable", `personal.reporter.${path}`, "stays as it was told");
      const parts = corrected.sealed.filter((part) => part.class === fieldClass);
      if (parts.every((part) => open({ part, path }).status === "absent"))
        throw new InvalidField("not-correctable", `personal.${fieldClass}.${path}`, "was not reported");
    }
  const reporter = reporterIn(fieldsOf(recorded[0]!, "reporter"), open);
  const masked = (text: string) => withoutReporter(text, reporter);
  return {
    ...correction,
    ...(narrative && {
      personal: {
        ...fields,
        narrative: Object.fromEntries(Object.entries(narrative).map(([path, text]) => [path, masked(text)])),
      },
    }),
    ...(correction.occurred && { occurred: timeWithout(correction.occurred, reporter) }),
    ...(correction.explanation !== undefined && { explanation: masked(correction.explanation) }),
  };
}
