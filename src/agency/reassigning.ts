import { permits, type Permission } from "../access/policy.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { Occurring } from "../http/parts.js";
import type { Agency } from "./agency.js";
import { AgencyField } from "./agency-field.js";
import { agencyOf } from "./in-office.js";
import { officerOf, type Officer } from "./officer.js";
import { OfficerField } from "./officer-field.js";
import type { Holder } from "./orphaned-work.js";

/** To whom work passes within an office: one of its officers. */
export class Reassigning extends Occurring {
  @AgencyField({ toDo: true })
  agency!: string;

  @OfficerField({ agency: "agency" })
  officer!: string;
}

/** Found beside the request: the agency that the caller acts for, and those that it took over from. */
export interface OfOffice {
  readonly offices: readonly string[];
}

export interface ReassigningLoads {
  readonly receiving: Agency;
  readonly receiver: Officer;
}

export const loadsReceiver = ({ agency, officer }: Reassigning) => ({
  receiving: agencyOf(agency),
  receiver: officerOf(officer),
});

const OF_ANOTHER_OFFICE: Rule = {
  id: "work-of-another-office",
  source: "[design] an office hands over what it has itself",
  en: "Another office has this work",
  indonesian: "Pekerjaan ini berada di instansi lain",
};

const HAS_IT: Rule = {
  id: "work-handed-over-so",
  source: "[design]",
  en: "This officer has this work already",
  indonesian: "Petugas ini sudah menangani pekerjaan tersebut",
};

const ROLE_DOES_NOT: Rule = {
  id: "receiver-role",
  source: "[design] work goes to who may do it",
  en: "In none of their roles there may this officer do this work",
  indonesian: "Peran petugas ini di instansi tersebut tidak memungkinkan pekerjaan ini",
};

/**
 * @param holder who has the work as it stands
 * @param needs what the receiver must be allowed to do
 * @throws Rejection when the work is another office's, or the receiver's already, or they can't do it
 */
export function assertMayPass(
  holder: Holder,
  { agency, officer, offices }: Reassigning & OfOffice,
  { receiving, receiver }: ReassigningLoads,
  needs: Permission,
): void {
  if (holder.agency === null || !offices.includes(holder.agency))
    throw new Rejection(OF_ANOTHER_OFFICE, { agency: holder.agency });
  if (holder.agency === agency && holder.officer === officer) throw new Rejection(HAS_IT, { agency, officer });
  const may = receiver.assignments.some(
    (each) => each.agency === agency && permits(needs, each.role, receiving.kind ?? null),
  );
  if (!may) throw new Rejection(ROLE_DOES_NOT, { agency, officer });
}
