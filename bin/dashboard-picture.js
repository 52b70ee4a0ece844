#!/usr/bin/env node
// Draws the dashboard of README.md from what a running sample answers: put the token of `analyst` into KAWAL_TOKEN, and run
//   node bin/dashboard-picture.js http://127.0.0.1:3000 > docs/dashboard.svg
// None of its questions depends on the day on which they are asked, so the same sample gives the same picture.
import { argv, env, stdout } from "node:process";
import { pathToFileURL } from "node:url";
import { init } from "echarts";

const API = "/api/v1/figures/";

/** Numbers at the top: what is asked, and how it is written. */
const NUMBERS = [
  { label: "protection cases", question: "cases", written: count },
  { label: "of them open", question: "open-cases", written: count },
  { label: "of them closed", question: "closure-share", written: share },
  { label: "ways home", question: "repatriations", written: count },
  { label: "handed over", question: "handovers", written: count },
  { label: "days to the landing,\nmedian / 9 of 10", question: "landing-days", written: spread },
];

/** Charts below: bars of one or more figures by a dimension, the greatest at the top. */
const CHARTS = [
  { question: "open-cases?by=category", bars: [{ of: valueOf }], most: 8 },
  { question: "victims?by=ageBand,sex", along: "ageBand", stacked: "sex" },
  { question: "flows?by=country", bars: [{ of: valueOf }], most: 8 },
  {
    question: "repatriation-step-duration-days?by=step&kind=LIVING",
    bars: [
      { name: "median", of: ({ distribution }) => distribution.median },
      { name: "9 of 10 within", of: ({ distribution }) => distribution.p90 },
    ],
    most: 8,
  },
  { question: "deaths?by=cause", bars: [{ of: valueOf }], most: 8 },
  {
    question: "first-contact-days?by=severity",
    bars: [
      { name: "median", of: valueOf },
      { name: "9 of 10 within", of: ({ distribution }) => distribution.p90 },
    ],
  },
];

/** All that is asked, of the figures of the API. */
export const QUESTIONS = [...NUMBERS, ...CHARTS].map(({ question }) => question);

const WIDTH = 1000;
const TOP = 150;
const ROW = 290;
const COLUMNS = 2;
const HEIGHT = TOP + ROW * Math.ceil(CHARTS.length / COLUMNS);
const COLOURS = ["#1b6ca8", "#e0912f", "#7a8b99"];

/**
 * The picture, as SVG.
 * @param answers the answer to each of QUESTIONS, in their order
 */
export function picture(answers) {
  const numbers = answers.slice(0, NUMBERS.length);
  const charts = CHARTS.map((chart, i) => ({ ...chart, answer: answers[NUMBERS.length + i] }));
  const drawn = charts.map(drawnChart);
  const { recordedAt } = answers[0].dataAsOf;
  const chart = init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height: HEIGHT });
  chart.setOption({
    animation: false,
    backgroundColor: "#ffffff",
    color: COLOURS,
    textStyle: { fontFamily: "sans-serif" },
    title: [
      { text: "Kawal: the sample's figures", left: 24, top: 14, textStyle: { fontSize: 18 } },
      {
        text: `Invented people. Recorded up to ${recordedAt.slice(0, 10)}`,
        right: 24,
        top: 18,
        textStyle: { fontSize: 12, fontWeight: "normal", color: "#5b6770" },
      },
      ...drawn.map(({ title }) => title),
    ],
    graphic: NUMBERS.flatMap(({ label, written }, i) => {
      const left = 24 + i * ((WIDTH - 24) / NUMBERS.length);
      return [
        {
          type: "text",
          left,
          top: 54,
          style: {
            text: written(numbers[i].total),
            fontSize: 26,
            fontWeight: "bold",
            fontFamily: "sans-serif",
            fill: COLOURS[0],
          },
        },
        {
          type: "text",
          left,
          top: 88,
          style: { text: label, fontSize: 12, fontFamily: "sans-serif", fill: "#5b6770" },
        },
      ];
    }),
    grid: drawn.map(({ grid }) => grid),
    xAxis: drawn.map(({ grid: _, keys: __ }, gridIndex) => ({
      type: "value",
      gridIndex,
      minInterval: 1,
      axisLabel: { fontSize: 11 },
      splitLine: { lineStyle: { color: "#e6eaed" } },
    })),
    yAxis: drawn.map(({ keys }, gridIndex) => ({
      type: "category",
      gridIndex,
      data: keys,
      axisTick: { show: false },
      axisLabel: { fontSize: 11 },
    })),
    series: drawn.flatMap(({ series }) => series),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg}\n`;
}

function drawnChart({ bars, along, stacked, most, answer }, index) {
  const left = (index % COLUMNS) * (WIDTH / COLUMNS);
  const top = TOP + Math.floor(index / COLUMNS) * ROW;
  const rows = stacked === undefined ? sorted(answer.data, most) : answer.data;
  const dimension = along ?? answer.by[0];
  const keys = [...new Set(rows.map(({ group }) => group[dimension]))];
  // Of what is stacked the first stands at the top, as of a list.
  if (stacked !== undefined) keys.sort((a, b) => (ageOf(a) < ageOf(b) ? 1 : -1));
  const all =
    stacked === undefined
      ? bars.map(({ name, of }) => ({ name, values: rows.map(of) }))
      : [...new Set(rows.map(({ group }) => group[stacked]))].map((name) => ({
          name: wordsOf(name),
          stack: `${index}`,
          values: keys.map(
            (key) => rows.find(({ group }) => group[dimension] === key && group[stacked] === name)?.value ?? 0,
          ),
        }));
  const legend = all.flatMap(({ name }, i) => (name === undefined ? [] : `{c${i}|■} ${name}`)).join("      ");
  return {
    title: {
      text: answer.measure.title.en,
      subtext: legend,
      left: left + 24,
      top,
      itemGap: 4,
      textStyle: { fontSize: 14 },
      subtextStyle: {
        fontSize: 11,
        rich: Object.fromEntries(COLOURS.map((color, i) => [`c${i}`, { color, fontSize: 11 }])),
      },
    },
    grid: { left: left + 170, top: top + 46, width: WIDTH / COLUMNS - 215, height: ROW - 86 },
    keys: keys.map((key) => named(answer, key)),
    series: all.map(({ name, values, stack }, i) => ({
      type: "bar",
      name,
      stack,
      data: values,
      xAxisIndex: index,
      yAxisIndex: index,
      itemStyle: { color: COLOURS[i] },
      barMaxWidth: 18,
      label: {
        show: true,
        position: stack === undefined ? "right" : "inside",
        fontSize: 11,
        color: stack === undefined ? "#333333" : "#ffffff",
        formatter: ({ value }) => (value === 0 ? "" : `${value}`),
      },
    })),
  };
}

/** The greatest are drawn at the top: the axis begins at the bottom. */
function sorted(rows, most = rows.length) {
  const byValue = rows.toSorted(
    (a, b) => b.value - a.value || (JSON.stringify(a.group) < JSON.stringify(b.group) ? -1 : 1),
  );
  return byValue.slice(0, most).toReversed();
}

function named({ names }, key) {
  return names?.countries?.[key]?.en ?? wordsOf(key);
}

/** `UNPAID_WAGES` as `Unpaid wages`, `25_34` as `25–34`. */
function wordsOf(code) {
  if (/^[123]$/.test(code)) return `Severity ${code}`;
  const words = code
    .replace(/^(\d+)_(\d+)$/, "$1–$2")
    .replaceAll("_", " ")
    .toLowerCase();
  return words === "none" ? "Not known" : words.charAt(0).toUpperCase() + words.slice(1);
}

/** The age with which a band begins: of `UNDER_18` 0. */
function ageOf(band) {
  return Number(/^\d+/.exec(band)?.[0] ?? 0);
}

function valueOf({ value }) {
  return value;
}

function count({ value }) {
  return `${value}`;
}

function share({ value }) {
  return `${Math.round(value * 100)} %`;
}

function spread({ distribution }) {
  return `${distribution.median} / ${distribution.p90}`;
}

async function main([service]) {
  const answers = [];
  for (const question of QUESTIONS) {
    const response = await fetch(new URL(`${API}${question}`, service), {
      headers: { authorization: `Bearer ${env.KAWAL_TOKEN}` },
    });
    if (!response.ok) throw new Error(`${question}: ${response.status} ${await response.text()}`);
    answers.push(await response.json());
  }
  stdout.write(picture(answers));
}

if (import.meta.url === pathToFileURL(argv[1] ?? "").href) await main(argv.slice(2));
