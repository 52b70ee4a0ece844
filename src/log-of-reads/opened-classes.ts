import { requestContext, type RequestContext } from "../access/request-context.js";
import type { FieldClass } from "../event-sourcing/stored-event/envelope.js";
import type { FieldSealing } from "../event-sourcing/stored-event/personal-field.js";

const opened = new WeakMap<RequestContext, Set<FieldClass>>();

/** The sealing by which answers are opened: which classes of fields were, is known of each request. */
export function notingClasses(sealing: FieldSealing): FieldSealing {
  return {
    ...sealing,
    async opener(parts) {
      const open = await sealing.opener(parts);
      const context = requestContext();
      if (context === undefined) return open;
      const classes = opened.get(context) ?? new Set();
      opened.set(context, classes);
      return (field) => {
        const found = open(field);
        if (found.status === "open") classes.add(field.part.class);
        return found;
      };
    },
  };
}

/** Classes of the fields that were opened for the request under way, in alphabetical order. */
export function classesOpened(): FieldClass[] {
  const context = requestContext();
  return [...((context && opened.get(context)) ?? [])].toSorted();
}
