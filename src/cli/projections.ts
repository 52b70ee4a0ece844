import { setTimeout as delay } from "node:timers/promises";
import type { Command } from "commander";
import type { OrderOutcome } from "../event-sourcing/projecting/view-store.js";
import type { ViewOrder } from "../event-sourcing/projecting/view-ordered.js";
import type { ParkedInView, ViewBuild, ViewInOperation } from "../store/view-builds.js";
import { call, TOKEN_OPTION, URL_OPTION, type CallOptions } from "./call.js";

const LOOK_MS = 1_000;

/** Orders that name a build, or leave it to the service which one is meant. */
const ORDERS: readonly (readonly [command: string, order: ViewOrder, description: string])[] = [
  ["verify", "VERIFY", "compare a build with the log, document by document; the exit code is 2 where they differ"],
  ["switch", "SWITCH", "serve a build that is found right; the one before is kept"],
  ["roll-back", "ROLL_BACK", "serve the build that was kept"],
  ["cancel", "CANCEL", "stop building one; it stays as far as it is"],
  ["resume", "RESUME", "go on with one that was cancelled"],
  ["drop", "DROP", "take a build away that is not served"],
];

/** `kawal projections …`: what an administrator does about the views. The running service does it. */
export function addProjectionsCommands(program: Command): void {
  const projections = program
    .command("projections")
    .description("the views: which build of each is served, and what it could not take; the running service does it");
  const add = (command: string, description: string) =>
    projections
      .command(command)
      .description(description)
      .option(...TOKEN_OPTION)
      .option(...URL_OPTION);

  add("list", "every view with its builds").action(async (options: CallOptions) => {
    const { data } = await asked<{ data: readonly ViewInOperation[] }>(options, "projections");
    for (const view of data) tell(view);
  });

  add("show <view>", "one view with its builds, and what it has parked").action(
    async (view: string, options: CallOptions) => {
      const path = `projections/${encodeURIComponent(view)}`;
      const { data } = await asked<{ data: ViewInOperation & { parkedSubjects: readonly ParkedInView[] } }>(
        options,
        path,
      );
      tell(data);
      for (const parked of data.parkedSubjects) tellParked(parked);
    },
  );

  add("parked [view]", "subjects whose events wait, and the class of the reason").action(
    async (view: string | undefined, options: CallOptions) => {
      const { data } = await asked<{ data: readonly ParkedInView[] }>(options, "parked");
      for (const parked of data) if (view === undefined || parked.projection === view) tellParked(parked);
    },
  );

  add("retry <view> <subject>", "take the waiting events of a subject again").action(
    async (projection: string, subject: string, options: CallOptions) => {
      const { waiting } = await sent<{ waiting: number }>(options, "parked/retries", { projection, subject });
      console.log(waiting === 0 ? "All events are taken." : `Still waiting: ${waiting}.`);
    },
  );

  add("discard <view> <subject> <event>", "give up the event that parked a subject (<stream>@<revision>), for a reason")
    .requiredOption("--reason <text>", "why it may be left out of this view; it is kept, sealed")
    .action(
      async (
        projection: string,
        subject: string,
        event: string,
        options: CallOptions & { readonly reason: string },
      ) => {
        const [, stream, revision] = /^(.+)@(\d+)$/.exec(event) ?? [];
        if (stream === undefined)
          throw new Error(`${event} must read <stream>@<revision>, as \`kawal projections parked\` tells it`);
        const { reason } = options;
        await sent(options, "parked/discards", { projection, subject, stream, revision: Number(revision), reason });
        console.log(`${event} is given up for ${projection}, and that is recorded.`);
      },
    );

  add("rebuild <view>", "build a view anew beside the build that is served").action(
    (view: string, options: CallOptions) => ordering(options, view, "REBUILD", undefined),
  );
  for (const [command, order, description] of ORDERS)
    add(`${command} <view> [build]`, description).action(
      (view: string, build: string | undefined, options: CallOptions) => ordering(options, view, order, build),
    );
}

/** Sends an order, and waits for what becomes of it. */
async function ordering(
  options: CallOptions,
  view: string,
  order: ViewOrder,
  build: string | undefined,
): Promise<void> {
  const given = await sent<{ order: number; outcome: OrderOutcome | null }>(options, "projections/orders", {
    projection: view,
    order,
    ...(build !== undefined && { build }),
  });
  let { outcome } = given;
  while (outcome === null) {
    await delay(LOOK_MS);
    const { data } = await asked<{ data: { outcome: OrderOutcome | null } }>(
      options,
      `projections/orders/${given.order}`,
    );
    ({ outcome } = data);
  }
  tellOutcome(given.order, outcome);
}

function tellOutcome(order: number, { done, reason, verified }: OrderOutcome): void {
  if (!done) {
    console.log(`Order ${order} was not done: ${reason}`);
    process.exitCode = 1;
    return;
  }
  if (verified === undefined) {
    console.log(`Order ${order} is done.`);
    return;
  }
  const { documents, differing, differences, upTo } = verified;
  console.log(`${documents} documents compared with the log up to event ${upTo}: ${differing} differ.`);
  for (const { document, subject, what } of differences)
    console.log(`  ${what} ${document}${subject === null ? "" : `, of ${subject}`}`);
  if (differing > 0) process.exitCode = 2;
}

function tell({ projection, log, builds, parked }: ViewInOperation): void {
  const waits = parked === 0 ? "" : `, ${parked} parked`;
  console.log(`${projection} (${log}${waits})`);
  for (const build of builds) console.log(`  ${build.build} ${build.state}: ${progressOf(build)}`);
}

function progressOf({ late, eventsBehind, share, eventsPerSecond, secondsLeft, stalled, dataAsOf, state }: ViewBuild) {
  const words = [!late ? "up to date" : eventsBehind === null ? "behind" : `${eventsBehind} events behind`];
  if (late) words.push(`${Math.floor(share * 100)} % done`);
  if (late && state !== "CANCELLED" && eventsPerSecond !== null) words.push(`${Math.round(eventsPerSecond)} events/s`);
  if (late && state !== "CANCELLED" && secondsLeft !== null) words.push(`${Math.ceil(secondsLeft)} s left`);
  if (stalled) words.push("STALLED");
  return `${words.join(", ")}, data as of ${dataAsOf ?? "nothing"}`;
}

function tellParked({ projection, subject, stream, revision, reason, waiting }: ParkedInView): void {
  const why = `${reason.class}, ${reason.error}`;
  console.log(`  PARKED in ${projection}: ${subject} at ${stream}@${revision} (${why}), ${waiting} waiting`);
}

const asked = async <Answer>(options: CallOptions, path: string): Promise<Answer> =>
  answerOf<Answer>(await call(options, "GET", path));

const sent = async <Answer>(options: CallOptions, path: string, body: object): Promise<Answer> =>
  answerOf<Answer>(await call(options, "POST", path, { body }));

/** @throws what the service says against it, in a sentence */
function answerOf<Answer>({ ok, text }: { readonly ok: boolean; readonly text: string }): Answer {
  if (!ok) throw new Error(inWords(text));
  return JSON.parse(text) as Answer;
}

/** A problem by its type and its sentence; what is none, as it came. */
function inWords(text: string): string {
  try {
    const { type, title, detail = title } = JSON.parse(text) as { type: string; title: string; detail?: string };
    return `${detail} (${type.replace("urn:kawal:problem:", "")})`;
  } catch {
    return text;
  }
}
