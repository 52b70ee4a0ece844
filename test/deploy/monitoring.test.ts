import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { ROOT } from "../end-to-end/starting.js";
import { Metrics, type MetricsSources } from "../../src/metrics/metrics.js";

const read = (file: string) => readFileSync(`${ROOT}${file}`, "utf8");

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string };
}

interface Panel {
  readonly title: string;
  readonly type: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

const { groups } = parse(read("deploy/prometheus/kawal-alerts.yml")) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(read("deploy/grafana/kawal-dashboard.json")) as {
  panels: Panel[];
  templating: { list: { definition?: string }[] };
};

/** By name the labels that the service gives it. */
const metrics = new Map<string, readonly string[]>();
/** What Prometheus itself adds, or reckons with. */
const OF_PROMETHEUS = ["instance", "job", "le"];

beforeAll(() => {
  // Only names are asked for: of no part there is anything to tell.
  const told = new Metrics({ engines: {}, progress: {}, sample: false } as unknown as MetricsSources);
  for (const { name, histogram, labels } of told.described())
    for (const suffix of histogram ? ["_bucket", "_sum", "_count"] : [""]) metrics.set(`${name}${suffix}`, labels);
  told.stop();
});
afterAll(() => metrics.clear());

/** Names of metrics and of labels in an expression. */
function namesIn(expression: string): { metrics: string[]; labels: string[] } {
  const bare = expression.replaceAll(/"[^"]*"/g, '""');
  return {
    metrics: [...bare.matchAll(/\b(?:kawal|nodejs|process)_\w+/g)].map(([name]) => name),
    labels: [
      ...[...bare.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names]) => names!.split(/,\s*/)),
      ...[...bare.matchAll(/(\w+)\s*(?:=~|!~|!=|=)""/g)].map(([, name]) => name!),
    ],
  };
}

function assertTold(expression: string): void {
  const named = namesIn(expression);
  expect(named.metrics.length).toBeGreaterThan(0);
  for (const name of named.metrics) expect([...metrics.keys()]).toContain(name);
  const known = [...OF_PROMETHEUS, ...named.metrics.flatMap((name) => metrics.get(name)!)];
  for (const label of named.labels) expect(known).toContain(label);
}

describe("the alerts", () => {
  test.each(rules.map((rule) => [rule.alert, rule] as const))(
    "%s is of metrics that the service gives",
    (name, rule) => {
      if (name === "KawalDown") expect(rule.expr).toBe('up{job="kawal"} == 0');
      else assertTold(rule.expr);
      expect(["critical", "warning", "info"]).toContain(rule.labels.severity);
    },
  );

  test("each stands in the operators' guide, with what to do, and no other does", () => {
    const rows = [...read("docs/operating.md").matchAll(/^\| `(Kawal\w+)` \| ([^|]+) \| ([^|]+) \|$/gm)];
    expect(rows.map(([, name]) => name).toSorted()).toEqual(rules.map(({ alert }) => alert).toSorted());
    for (const [, , meaning, todo] of rows) expect([meaning!.length > 20, todo!.length > 10]).toEqual([true, true]);
  });
});

describe("the dashboard", () => {
  const panels = dashboard.panels.filter(({ type }) => type !== "row");

  test.each(panels.map((panel) => [panel.title, panel] as const))(
    "%s is of metrics that the service gives",
    (_, panel) => {
      expect(panel.targets!.length).toBeGreaterThan(0);
      for (const { expr } of panel.targets!) assertTold(expr);
    },
  );

  test("its instances are found by a metric that every instance gives", () => {
    expect(dashboard.templating.list.map(({ definition }) => definition)).toEqual([
      undefined,
      "label_values(kawal_sample_store, instance)",
    ]);
    expect([...metrics.keys()]).toContain("kawal_sample_store");
  });

  test("shows every metric of Kawal's own, none over another", () => {
    const shown = new Set(panels.flatMap(({ targets }) => targets!.flatMap(({ expr }) => namesIn(expr).metrics)));
    const own = [...metrics.keys()].filter((name) => name.startsWith("kawal_") && !/_(sum|count)$/.test(name));
    expect(own.filter((name) => !shown.has(name))).toEqual([]);
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)} ${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });
});

test("Prometheus is told where the metrics are, and by which token", () => {
  const config = parse(read("deploy/prometheus/prometheus.yml")) as {
    rule_files: string[];
    scrape_configs: { job_name: string; authorization: object; metrics_path?: string }[];
  };
  expect(config.rule_files).toEqual(["kawal-alerts.yml"]);
  expect(
    config.scrape_configs.map(({ job_name, metrics_path, authorization }) => [job_name, metrics_path, authorization]),
  ).toEqual([["kawal", undefined, { type: "Bearer", credentials_file: "/run/secrets/kawal-metrics-token" }]]);
});
