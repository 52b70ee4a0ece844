import type { Section } from "./policy-document.js";

const TITLE = "Who may see and do what";
const LEAD =
  "Siapa boleh melihat dan melakukan apa. Made by `kawal policy --markdown` of the tables by which the service decides: change those, and make this again.";

/** As a page of the documentation. */
export function asMarkdown(sections: readonly Section[]): string {
  const cell = (text: string) => text.replaceAll("|", String.raw`\|`);
  const row = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  const parts = sections.map(({ title, lead, head, rows }) =>
    [`## ${title}`, "", lead, "", row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n"),
  );
  return `# ${TITLE}\n\n${LEAD}\n\n${parts.join("\n\n")}\n`;
}

/** For a terminal: columns under each other, the last one as long as it is. */
export function asText(sections: readonly Section[]): string {
  return `${sections.map(textOf).join("\n\n")}\n`;
}

function textOf({ title, lead, head, rows }: Section): string {
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((cells) => cells[i]!.length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((text, i) => text.padEnd(widths[i]!))
      .join("  ")
      .trimEnd();
  const rule = widths.slice(0, -1).map((width) => "-".repeat(width));
  return [
    title.toUpperCase(),
    lead,
    "",
    line(head),
    line([...rule, "-".repeat(head.at(-1)!.length)]),
    ...rows.map(line),
  ].join("\n");
}
