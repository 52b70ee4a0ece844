import type { Condition } from "../event-sourcing/projecting/read-model.js";
import { TextField } from "../http/fields.js";
import type { Views } from "../http/views.js";
import { fileNumbersView, numberedSo } from "./file-numbers.view.js";

const LONGEST = 60;

/** The number by which a list is asked for one file. */
export const NumberField = () =>
  TextField(LONGEST, {
    optional: true,
    example: "KBRI-KL/2026/0042",
    description: "Only the one with this number; small letters and missing zeros do not matter",
  });

/** What a list of files is asked for where a number is named: its file, which may be out of sight, or none. */
export async function inNumber(
  views: Pick<Views, "readModel" | "upTo">,
  { number, seen }: { readonly number?: string | undefined; readonly seen?: string | undefined },
): Promise<Condition[]> {
  if (number === undefined) return [];
  await views.upTo(fileNumbersView.name, seen);
  return [{ field: "id", in: await numberedSo(views.readModel, number) }];
}
