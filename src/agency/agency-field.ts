import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import type { AgencyKind } from "../facts/agency-kinds.js";
import type { FieldOptions } from "../http/fields.js";
import { ReferenceField } from "../http/references.js";
import type { Agency } from "./agency.js";
import { agencyOf, assertAgencyKnown, assertInOffice } from "./in-office.js";

const AGENCY_OF_ANOTHER_KIND: Rule = {
  id: "agency-kind",
  source: "[design] an agency does what it has a mandate for",
  en: "The agency is not of a kind that does this",
  indonesian: "Jenis instansi ini tidak berwenang untuk hal tersebut",
};

interface AgencyFieldOptions extends FieldOptions {
  /** Kinds of agency that it can be; left out: any. */
  readonly kinds?: readonly AgencyKind[];
  /**
   * The agency is to do something: one that may have ended can't. Left out: it did something, and only one that had
   * certainly ended by then can't have.
   */
  readonly toDo?: true;
}

/** The id of a registered agency. */
export const AgencyField = ({ kinds, toDo, ...options }: AgencyFieldOptions = {}) =>
  ReferenceField<Agency>(
    {
      load: agencyOf,
      assert: (state, agency, { at }) => {
        if (toDo || at.earliest !== null) assertInOffice(state, agency, at);
        else assertAgencyKnown(state, agency);
        if (kinds && !kinds.includes(state.kind!))
          throw new Rejection(AGENCY_OF_ANOTHER_KIND, { agency, kind: state.kind, allowed: kinds });
      },
    },
    options,
  );
