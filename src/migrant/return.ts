import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import type { Aggregate } from "../event-sourcing/deciding/decider.js";
import { CodeField, RegionField, type FieldOptions } from "../http/fields.js";
import { ReferenceField } from "../http/references.js";
import { RETURN_CAUSES } from "./codes.js";
import { JourneyCommand, journeyCommand, PositionField } from "./migrant-command.js";
import { ReintegrationStarted, ReturnRecorded, ReturnStarted } from "./migrant.events.js";

const RETURN_BY_DEATH: Rule = {
  id: "return-by-death",
  source: "UU 18/2017 art. 27",
  en: "Death is the cause of a return only after a death was reported, and the report was not withdrawn",
  indonesian: "Kematian hanya menjadi sebab kepulangan jika ada laporan kematian yang berlaku",
};

const NO_SUCH_REPATRIATION: Rule = {
  id: "repatriation-unknown",
  source: "[design]",
  en: "The migrant has no such repatriation",
  indonesian: "Migran ini tidak memiliki pemulangan tersebut",
};

/** What the history of a migrant must know of a repatriation: of whom it is. */
interface Requested {
  readonly person: string | null;
}

const requested: Aggregate<Requested> = {
  category: "repatriation",
  events: [],
  initial: { person: null },
  evolve: (state, { type, facts }) =>
    type === "RepatriationRequested" ? { person: (facts as { readonly person?: string }).person ?? null } : state,
};

/** The id of a repatriation of the migrant. */
const RepatriationField = (options: FieldOptions) =>
  ReferenceField<Requested>(
    {
      load: (id) => ({ aggregate: requested, id }),
      assert: ({ person }, repatriation, { given }) => {
        if (person !== given.id) throw new Rejection(NO_SUCH_REPATRIATION, { repatriation });
      },
    },
    options,
  );

export class StartReturn extends JourneyCommand {
  @CodeField(RETURN_CAUSES, { description: "UU 18/2017 art. 27" })
  cause!: (typeof RETURN_CAUSES)[number];

  @RepatriationField({ optional: true, description: "Id of the repatriation, where there is one" })
  repatriation?: string;
}

export const startReturn = journeyCommand(StartReturn, ReturnStarted, {
  path: "return-starts",
  summary: "Record that the journey home began",
  settles: true,
  facts: ({ cause, repatriation }) => ({ cause, repatriation }),
});

export class RecordReturn extends StartReturn {
  @RegionField({ optional: true, description: "Where the migrant came to" })
  region?: string;
}

export const recordReturn = journeyCommand(RecordReturn, ReturnRecorded, {
  path: "returns",
  summary: "Record the return to Indonesia, with its cause",
  settles: true,
  checks: ({ cause }, { death }) => {
    if (cause === "DEATH" && !death) throw new Rejection(RETURN_BY_DEATH);
  },
  facts: ({ cause, region, repatriation }) => ({ cause, region, repatriation }),
});

export class StartReintegration extends JourneyCommand {
  @PositionField()
  programme?: string;
}

export const startReintegration = journeyCommand(StartReintegration, ReintegrationStarted, {
  path: "reintegrations",
  summary: "Record that reintegration began",
  facts: ({ programme }) => ({ programme }),
});
