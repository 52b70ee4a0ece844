import type { Agency } from "../../agency/agency.js";
import { AgencyField } from "../../agency/agency-field.js";
import { agencyOf } from "../../agency/in-office.js";
import { OfficerField } from "../../agency/officer-field.js";
import { eventOf } from "../../event-sourcing/deciding/new-event.js";
import { InvalidField, Rejection, type Rule } from "../../event-sourcing/deciding/rejection.js";
import { regionFact } from "../../facts/shapes.js";
import { command } from "../../http/command.js";
import { CodeField, IntegerField, NarrativeField, ObjectField, PatternField, RegionField } from "../../http/fields.js";
import { Occurring } from "../../http/parts.js";
import { regionPath } from "../../places/regions.js";
import {
  AUDIENCES,
  MATERIAL_KINDS,
  OUTREACH_FORMS,
  OUTREACH_TOPICS,
  type Audience,
  type MaterialKind,
  type OutreachForm,
  type OutreachTopic,
} from "./codes.js";
import { isPlaceOf, PLACE_WANTED, type Outreach } from "./outreach.js";
import { MOST_ATTENDEES, MOST_COPIES, OutreachRecorded, SHA_256 } from "./outreach.events.js";

export const OF_THE_OWN_REGION: Rule = {
  id: "outreach-own-region",
  source: "UU 18/2017 art. 42: a village office acts in its village",
  en: "A village officer records and withdraws outreach of their own office, in a place that the office answers for",
  indonesian: "Petugas desa mencatat dan menarik catatan sosialisasi kantornya sendiri, di wilayah kantor itu",
};

const attended = () => IntegerField(0, MOST_ATTENDEES);

export class AttendanceDto {
  @attended()
  women!: number;

  @attended()
  men!: number;

  @IntegerField(0, MOST_ATTENDEES, { description: "Those whose sex nobody noted" })
  unknown!: number;
}

export class MaterialDto {
  @CodeField(MATERIAL_KINDS)
  kind!: MaterialKind;

  @PatternField(SHA_256, "the SHA-256 of the material, in 64 hexadecimal digits", {
    description: "Of something public: it tells which material it was",
    example: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  })
  sha256!: string;

  @IntegerField(0, MOST_COPIES, { optional: true, description: "How many were handed out" })
  copies?: number;
}

export class RecordOutreach extends Occurring {
  @CodeField(OUTREACH_FORMS)
  form!: OutreachForm;

  @CodeField(AUDIENCES, { description: "OFFICIALS: a training of village officials and others in office" })
  audience!: Audience;

  @RegionField({ description: "The village or district; of officials also a regency", example: "36.04.12.2003" })
  region!: string;

  @CodeField(OUTREACH_TOPICS, { many: true })
  topics!: OutreachTopic[];

  @AgencyField({ description: "The agency that held it" })
  agency!: string;

  @OfficerField({ agency: "agency", many: true, optional: true, description: "Its staff who were there" })
  officers?: string[];

  @ObjectField(() => AttendanceDto, { optional: true, description: "Left out where nobody counted: that is not 0" })
  attendance?: AttendanceDto;

  @AgencyField({ many: true, optional: true, description: "Agencies whose officials were trained" })
  trained?: string[];

  @ObjectField(() => MaterialDto, { many: true, optional: true })
  materials?: MaterialDto[];

  @NarrativeField({ optional: true })
  note?: string;
}

const MOST_NAMED = 50;

interface Loaded {
  readonly holder: Agency;
}

export const recordOutreach = command<RecordOutreach, Outreach, Loaded>(RecordOutreach, {
  summary: "Record outreach in a village or district, or a training of officials",
  creates: true,
  loads: ({ agency }) => ({ holder: agencyOf(agency) }),
  decide: (data, _state, given) => {
    const { form, audience, region, topics, agency, officers = [], attendance, trained = [], materials = [] } = data;
    if (!isPlaceOf(audience, region)) throw new InvalidField("invalid-field", "region", PLACE_WANTED);
    assertList("topics", topics);
    if (topics.length === 0) throw new InvalidField("invalid-field", "topics", "must name one at least");
    assertList("officers", officers);
    assertList("trained", trained);
    assertList(
      "materials",
      materials.map(({ kind, sha256 }) => `${kind} ${sha256}`),
    );
    if (trained.length > 0 && audience !== "OFFICIALS")
      throw new InvalidField("invalid-field", "trained", "names agencies, and the audience is not OFFICIALS");
    assertOwnRegion(given.actor, agency, region, given.loaded.holder);
    const facts = {
      form,
      audience,
      region: regionFact(region)!,
      topics,
      agency,
      officers,
      ...(attendance && { attendance: { women: attendance.women, men: attendance.men, unknown: attendance.unknown } }),
      trained,
      materials: materials.map(({ kind, sha256, copies }) => ({
        kind,
        sha256,
        ...(copies !== undefined && { copies }),
      })),
    };
    return [eventOf(OutreachRecorded, data, given, { subjects: [], facts, narrative: { note: data.note } })];
  },
});

function assertList(field: string, values: readonly string[]): void {
  if (values.length > MOST_NAMED) throw new InvalidField("invalid-field", field, `must be at most ${MOST_NAMED}`);
  const twice = values.findIndex((value, i) => values.indexOf(value) < i);
  if (twice >= 0) throw new InvalidField("invalid-field", `${field}.${twice}`, "is named twice");
}

/** @throws Rejection where a village officer records what is not theirs to record */
function assertOwnRegion(
  actor: { readonly role: string; readonly agency: string | null },
  agency: string,
  region: string,
  holder: Agency,
): void {
  if (actor.role !== "VILLAGE_OFFICER") return;
  const answersFor = holder.region !== null && regionPath(region).includes(holder.region);
  if (agency !== actor.agency || !answersFor) throw new Rejection(OF_THE_OWN_REGION, { agency, region });
}
