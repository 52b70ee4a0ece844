import type { Decider } from "../event-sourcing/deciding/decider.js";
import { NotFound, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import type { Concealed } from "../access/concealed.js";
import { caseDecider } from "../protection-case/case.commands.js";
import { ReassignCaseTask } from "../protection-case/case-tasks.js";
import { ReassignCase } from "../protection-case/reassign-case.js";
import { ReassignStep } from "../repatriation/reassign-step.js";
import { ReassignRepatriationTask } from "../repatriation/repatriation-tasks.js";
import { repatriationDecider } from "../repatriation/repatriation.commands.js";

/**
 * Names an item of the list of work: `case/<id>`, `case/<id>/ASSIGNMENT`, `repatriation/<id>/TICKETED`,
 * `clearance/<id>`, `referral/<id>`, `case/<id>/TASK/<task>`, `repatriation/<id>/TASK/<task>`.
 */
export const ITEM =
  /^(case|repatriation|clearance|referral)\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?:\/([A-Z_]{1,60})(?:\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}))?)?$/;

const CLEARANCE_STAYS: Rule = {
  id: "clearance-review-stays",
  source: "[design] a clearance is looked into where it was given",
  en: "A clearance under review is given to nobody: any officer of the agency that gave it may look into it",
  indonesian: "Peninjauan izin tidak dialihkan: setiap petugas instansi yang memberi izin dapat meninjaunya",
};

const REFERRAL_STAYS: Rule = {
  id: "referral-stays",
  source: "[design] a referral is asked of an agency, and not of an officer",
  en: "A referral is given to nobody: any officer of the agency that has it may answer and complete it",
  indonesian: "Rujukan tidak dialihkan: setiap petugas instansi yang menerimanya dapat menjawab dan menyelesaikannya",
};

/** The stream of an item, and the command by which the item passes to another officer. */
export interface Passing {
  readonly category: Concealed;
  readonly id: string;
  readonly decider: Decider<never>;
  readonly name: string;
  /** What of the item the command must say. */
  readonly part: { readonly step?: string; readonly task?: string };
}

/** @throws NotFound for what names no item; Rejection for what nobody is given */
export function passingOf(item: string): Passing {
  const [, kind, id, part, task] = ITEM.exec(item) ?? [];
  if (id === undefined) throw new NotFound("there is no such item");
  if (kind === "clearance") throw new Rejection(CLEARANCE_STAYS);
  if (kind === "referral") throw new Rejection(REFERRAL_STAYS);
  if ((task === undefined) === (part === "TASK")) throw new NotFound("there is no such item");
  if (task !== undefined)
    return kind === "case"
      ? {
          category: "case",
          id,
          decider: caseDecider as unknown as Decider<never>,
          name: ReassignCaseTask.name,
          part: { task },
        }
      : {
          category: "repatriation",
          id,
          decider: repatriationDecider as unknown as Decider<never>,
          name: ReassignRepatriationTask.name,
          part: { task },
        };
  if (kind === "repatriation" && part !== undefined)
    return {
      category: "repatriation",
      id,
      decider: repatriationDecider as unknown as Decider<never>,
      name: ReassignStep.name,
      part: { step: part },
    };
  if (kind === "case" && (part === undefined || part === "ASSIGNMENT"))
    return {
      category: "case",
      id,
      decider: caseDecider as unknown as Decider<never>,
      name: ReassignCase.name,
      part: {},
    };
  throw new NotFound("there is no such item");
}

/** The stream that an item is part of: rows of one stream are taken one after another. */
export function streamOfItem(item: string): string {
  return item.split("/", 2).join("-");
}
