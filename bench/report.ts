import { execFileSync } from "node:child_process";
import { cpus, totalmem } from "node:os";
import type { SyncTimes } from "./disk.ts";
import type { Result } from "./results.ts";

/** What is expected of an id on an idle machine of two cores, in its own unit or as a ratio to its reference. */
const WANTED: Readonly<Record<string, { readonly ratio?: number; readonly least?: number; readonly most?: number }>> = {
  "append-64": { ratio: 2 },
  "append-1": { ratio: 0.35 },
  "command-http-64": { ratio: 0.3 },
  "command-http-64-p99": { most: 100 },
  "cpu-per-command": { most: 1.1 },
  "visible-p95": { most: 50 },
  "rebuild-pair": { ratio: 0.1 },
  "rebuild-all": { least: 20_000 },
  "replay-200": { most: 5 },
  "board-page": { most: 12 },
  "work-items": { most: 12 },
  "trail-500": { most: 20 },
  /** Of a million persons (`--scale large`). */
  "search-name": { most: 30 },
  /** Over 100,000 open deadlines. */
  "deadline-round": { most: 200 },
  "policy-cost": { most: 6 },
  /** 1,000 readers, while 100 commands a second are sent. */
  "sse-p95": { most: 250 },
  /** What 10,000 readers who are told nothing add. */
  "sse-idle-memory": { most: 500 },
  "cluster-port-64": { ratio: 0.85 },
  /** Kawal appends four times as often. */
  "peer-append-1": { most: 0.25 },
};

/** Where and on what a run took place; no name of a machine, and no path. */
export interface Setting {
  readonly events: number;
  readonly sync: SyncTimes;
  readonly notes: readonly string[];
}

/** A row for each result, as a table for people. */
export function tableOf(results: readonly Result[]): string {
  const rows = results.map((result) => [
    result.id,
    rounded(result.value),
    result.unit,
    result.reference === null ? "" : rounded(result.reference),
    result.ratio === null ? "" : rounded(result.ratio),
    result.spread === null ? "" : `±${Math.round(result.spread * 100)} %`,
    verdict(result),
  ]);
  const head = ["id", "value", "unit", "reference", "ratio", "spread", "wanted"];
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]!.length)));
  const isNumber = (i: number) => i === 1 || i === 3 || i === 4 || i === 5;
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => (isNumber(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join(" | ")} |`;
  const rule = `| ${widths.map((width, i) => (isNumber(i) ? `${"-".repeat(width - 1)}:` : "-".repeat(width))).join(" | ")} |`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

/** The results as a section of `docs/performance.md`. */
export function sectionOf(results: readonly Result[], setting: Setting): string {
  const model = cpus()[0]?.model.trim() ?? "unknown";
  const lines = [
    `Commit ${commit()}, ${new Date().toISOString().slice(0, 10)}; Node.js ${process.versions.node}, SQLite ${process.versions["sqlite"]}.`,
    `Machine: ${cpus().length} cores (${model}), ${Math.round(totalmem() / 2 ** 30)} GiB of memory, ${process.platform} ${process.arch};`,
    `an fsync of 4 KiB takes ${Math.round(setting.sync.median)} µs (p95 ${Math.round(setting.sync.p95)} µs). The log has ${setting.events.toLocaleString("en")} events.`,
    "",
    tableOf(results),
    ...(setting.notes.length > 0 ? ["", ...setting.notes.map((note) => `- ${note}`)] : []),
  ];
  return `${lines.join("\n")}\n`;
}

function commit(): string {
  try {
    const git = (...args: string[]) => execFileSync("git", args, { cwd: import.meta.dirname, encoding: "utf8" }).trim();
    const changed = git("status", "--porcelain", "--untracked-files=no") === "" ? "" : " with changes";
    return git("rev-parse", "--short=12", "HEAD") + changed;
  } catch {
    return "unknown";
  }
}

function rounded(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en");
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function verdict({ id, value, ratio }: Result): string {
  const wanted = WANTED[id];
  if (!wanted) return "";
  if (id.startsWith("peer-")) return judged(`ratio ≤ ${wanted.most}`, ratio! <= wanted.most!);
  if (wanted.ratio !== undefined) return judged(`ratio ≥ ${wanted.ratio}`, ratio! >= wanted.ratio);
  if (wanted.least !== undefined) return judged(`≥ ${wanted.least.toLocaleString("en")}`, value >= wanted.least);
  return judged(`≤ ${wanted.most}`, value <= wanted.most!);
}

function judged(wanted: string, reached: boolean): string {
  return `${wanted}: ${reached ? "reached" : "NOT reached"}`;
}
