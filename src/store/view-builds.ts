import type { ParkedSubject, ReadModel } from "../event-sourcing/projecting/read-model.js";
import { parkingReason, type ParkingReason } from "../event-sourcing/projecting/parking-reason.js";
import type { ViewOrder } from "../event-sourcing/projecting/view-ordered.js";
import { buildName } from "../event-sourcing/projecting/view-store.js";
import type { ViewProgress, ViewsProgress } from "../event-sourcing/projecting/views-progress.js";
import { NotFound, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";

/** A build of a view: its documents, and how far they are in the log. */
export interface ViewBuild extends Pick<
  ViewProgress,
  "late" | "eventsBehind" | "secondsBehind" | "share" | "eventsPerSecond" | "secondsLeft" | "trend" | "stalled"
> {
  /** `<version>.<build>` */
  readonly build: string;
  /** `SERVED`: queries read it. `KEPT`: it was served before, and is kept to go back to. */
  readonly state: "SERVED" | "BUILDING" | "KEPT" | "CANCELLED";
  /** When the newest event that it has taken was recorded; null for none. */
  readonly dataAsOf: string | null;
}

export interface ViewInOperation {
  readonly projection: string;
  /** Which log it follows. */
  readonly log: "events" | "reads";
  readonly builds: readonly ViewBuild[];
  /** Subjects that the served build has parked. */
  readonly parked: number;
}

/** What an order about a view must know of it. */
export interface OrderableView extends Pick<ViewInOperation, "projection"> {
  readonly builds: readonly Pick<ViewBuild, "build" | "state">[];
}

/** A subject that a view has parked: its later events wait behind the one that could not be taken. */
export interface ParkedInView {
  readonly projection: string;
  readonly subject: string;
  /** Stream of the event that could not be taken. */
  readonly stream: string;
  /** Its revision there. */
  readonly revision: number;
  readonly reason: ParkingReason;
  /** How many later events of the subject wait behind it. */
  readonly waiting: number;
}

export function parkedInView({ projection, subject, stream, revision, error, waiting }: ParkedSubject): ParkedInView {
  return { projection, subject, stream, revision, reason: parkingReason(error), waiting };
}

/** Every view with its builds, by name. @throws StoreUnavailable */
export async function viewsInOperation(
  progress: Pick<ViewsProgress, "look">,
  views: Pick<ReadModel, "versions" | "parked">,
): Promise<readonly ViewInOperation[]> {
  const parked = await views.parked();
  const dataAsOf = new Map(
    (await views.versions()).map((each) => [`${each.projection} ${buildName(each)}`, each.checkpoint?.recordedAt]),
  );
  const all = Map.groupBy(await progress.look(), ({ projection }) => projection);
  return [...all]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([projection, builds]) => ({
      projection,
      log: builds[0]!.log,
      builds: builds.map((each) => {
        const { late, eventsBehind, secondsBehind, share, eventsPerSecond, secondsLeft, trend, stalled } = each;
        return {
          build: buildName(each),
          state: stateOf(each),
          dataAsOf: dataAsOf.get(`${projection} ${buildName(each)}`) ?? null,
          late,
          eventsBehind,
          secondsBehind,
          share,
          eventsPerSecond,
          secondsLeft,
          trend,
          // Nobody goes on with what was cancelled, nor with what another release made.
          stalled: stalled && each.state === undefined,
        };
      }),
      parked: parked.filter((each) => each.projection === projection).length,
    }));
}

function stateOf({ serving, state }: Pick<ViewProgress, "serving" | "state">): ViewBuild["state"] {
  return serving ? "SERVED" : (state ?? "BUILDING");
}

/** Which builds an order may be about, the likeliest first; none for a rebuild. */
const ABOUT: Readonly<Record<Exclude<ViewOrder, "REBUILD">, readonly ViewBuild["state"][]>> = {
  CANCEL: ["BUILDING"],
  RESUME: ["CANCELLED"],
  VERIFY: ["BUILDING", "SERVED", "KEPT"],
  SWITCH: ["BUILDING"],
  ROLL_BACK: ["KEPT"],
  DROP: ["CANCELLED", "KEPT", "BUILDING"],
};

const NO_SUCH_BUILD: Rule = {
  id: "no-such-build",
  source: "[design] an order about a view is about a build of it",
  en: "The view has no build of which this can be ordered: the answer to GET projections lists its builds with their states",
  indonesian:
    "Tampilan ini tidak memiliki versi bangunan yang dapat diperintah demikian: lihat daftar dan statusnya di GET projections",
};

/**
 * The build that an order is about: the one that is named, or where none is, the only one of which it can be ordered.
 * @throws NotFound for an unknown view; Rejection where there is no such build, or there are several
 */
export function buildFor(
  order: ViewOrder,
  projection: string,
  named: string | undefined,
  views: readonly OrderableView[],
): { readonly version: number | null; readonly build: number | null } {
  const view = views.find((each) => each.projection === projection);
  if (view === undefined) throw new NotFound(`there is no view ${projection}`);
  if (order === "REBUILD") return { version: null, build: null };
  const about = ABOUT[order];
  const candidates =
    named === undefined
      ? (about.map((state) => view.builds.filter((each) => each.state === state)).find(({ length }) => length > 0) ??
        [])
      : view.builds.filter(({ build, state }) => build === named && about.includes(state));
  if (candidates.length !== 1)
    throw new Rejection(NO_SUCH_BUILD, {
      order,
      named: named ?? null,
      builds: view.builds.map(({ build, state }) => ({ build, state })),
    });
  const [version, build] = candidates[0]!.build.split(".").map(Number) as [number, number];
  return { version, build };
}
