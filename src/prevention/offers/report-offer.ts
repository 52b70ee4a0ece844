import type { ModuleRef } from "@nestjs/core";
import { CompanyField } from "../../company/company-field.js";
import { ApiProperty, ApiPropertyOptional } from "../../described.js";
import { CommandHandling } from "../../event-sourcing/deciding/command-handling.js";
import { eventOf, personalOf } from "../../event-sourcing/deciding/new-event.js";
import { InvalidField } from "../../event-sourcing/deciding/rejection.js";
import { LOOKUP_TOKENS } from "../../event-sourcing/ports.js";
import { regionFact } from "../../facts/shapes.js";
import { command } from "../../http/command.js";
import { CommandAnswer } from "../../http/command-answer.js";
import {
  CodeField,
  CountryField,
  NameField,
  NarrativeField,
  ObjectField,
  PatternField,
  PhoneField,
  RegionField,
  TextField,
} from "../../http/fields.js";
import { Occurring } from "../../http/parts.js";
import { keptPhone, type LookupTokens } from "../../privacy/lookup-tokens.js";
import { OFFER_CHANNELS } from "./codes.js";
import { followHash, followNumber, newFollowCode } from "./follow-code.js";
import { OfferFollowCodeIssued, OfferReported } from "./offer.events.js";
import { NOBODY, offerOf, type Offer } from "./offer.js";
import { timeWithout, withoutReporter } from "./without-reporter.js";

export class RecruiterDto {
  @NameField(200, { optional: true })
  name?: string;

  @PhoneField({ optional: true })
  phone?: string;

  @TextField(60, { optional: true, description: "A bank account or wallet to which money is to be sent" })
  account?: string;

  @TextField(300, { optional: true, description: "Where the offer stands: a page, a profile" })
  link?: string;
}

export class ReporterDto {
  @NameField(200)
  name!: string;

  @PhoneField({ optional: true })
  phone?: string;
}

export class ReportOffer extends Occurring {
  @CodeField(OFFER_CHANNELS, { description: "How the offer reached somebody" })
  channel!: (typeof OFFER_CHANNELS)[number];

  @NarrativeField({ description: "The offer in words; sealed. The reporter's name and phone are masked in it" })
  text!: string;

  @NarrativeField({ optional: true, description: "What pay is promised; sealed" })
  pay?: string;

  @ObjectField(() => RecruiterDto, { optional: true, description: "Who offers, as far as it is known; sealed" })
  recruiter?: RecruiterDto;

  @CompanyField({ optional: true })
  company?: string;

  @CountryField({ optional: true })
  destination?: string;

  @PatternField(/^[A-Z0-9_]{1,40}$/, "a code", { optional: true, example: "DOMESTIC_WORK" })
  sector?: string;

  @RegionField({ optional: true, description: "Where the offer was made" })
  region?: string;

  @ObjectField(() => ReporterDto, { optional: true, description: "Who reports, in confidence; left out: anonymous" })
  reporter?: ReporterDto;
}

/** What is looked up before a code is kept: its hash. The code stands nowhere but in the answer. */
interface Coded {
  readonly follow?: string;
}

/** Codes on the way from being drawn to being answered, by the request. */
const drawn = new WeakMap<object, string>();

async function draw(modules: ModuleRef, id: string, body: object): Promise<Coded> {
  const code = newFollowCode();
  drawn.set(body, code);
  return { follow: followHash(modules.get<LookupTokens>(LOOKUP_TOKENS, { strict: false }), followNumber(id), code) };
}

export class FollowAnswer extends CommandAnswer {
  @ApiProperty({ example: "0F5B6C3E00", description: "What the report is called towards who made it" })
  followNumber!: string;

  @ApiPropertyOptional({
    example: "7KQ2M-XV9TR-4HBNC-8WPLD",
    description:
      "The secret code, shown once: a repeat of the request has none. Give it to who reported, and keep no copy",
  })
  followCode?: string;
}

/** The code is answered only where it is the one that was recorded: to a repeat it is not. */
async function shownOnce(modules: ModuleRef, { id }: { readonly id: string }, body: object) {
  const number = followNumber(id);
  const code = drawn.get(body);
  drawn.delete(body);
  if (code === undefined) return { followNumber: number };
  try {
    const { follow } = (await modules.get(CommandHandling, { strict: false }).load(offerOf(id))) as Offer;
    const hash = followHash(modules.get<LookupTokens>(LOOKUP_TOKENS, { strict: false }), number, code);
    return hash === follow ? { followNumber: number, followCode: code } : { followNumber: number };
  } catch {
    // The report is recorded, whether or not it can be read again: a new code can be given.
    return { followNumber: number };
  }
}

const CODED = { looksUp: draw, answers: { type: FollowAnswer, more: shownOnce } };

export const reportOffer = command(ReportOffer, {
  summary: "Record a report of a suspicious offer, and get the number and code by which who reported follows it",
  permission: "OFFER_REPORT",
  creates: true,
  idOf: (_modules, _body, id) => Promise.resolve(id),
  ...CODED,
  decide: (data: ReportOffer & Coded, _state: Offer, given) => {
    const { channel, destination, sector, region, company, recruiter = {}, reporter, follow } = data;
    if (follow === undefined) throw new InvalidField("missing-field", "follow", "is drawn by the service");
    const masked = (text: string) => withoutReporter(text, reporter ?? {});
    // Whoever sees the offer sees these: a page or a wallet may stand under the reporter's own number.
    const numberMasked = (text: string | undefined) => text && withoutReporter(text, { phone: reporter?.phone });
    const { name } = recruiter;
    const [account, link] = [numberMasked(recruiter.account), numberMasked(recruiter.link)];
    const phone = kept(recruiter.phone);
    const isKnown = [name, account, link, phone].some((each) => each !== undefined);
    const offers = isKnown ? given.newId() : undefined;
    const reports = reporter && given.newId();
    return [
      eventOf(OfferReported, { occurred: timeWithout(data.occurred, reporter ?? {}) }, given, {
        subjects: [
          ...(offers === undefined ? [] : [{ person: offers, role: "RECRUITER" }]),
          ...(reports === undefined ? [] : [{ person: reports, role: "REPORTER" }]),
        ],
        facts: { channel, anonymous: !reporter, destination, sector, region: regionFact(region), company, follow },
        personal: [
          ...(offers === undefined
            ? []
            : personalOf(offers, {
                ...(name !== undefined && { identity: { name } }),
                ...((phone ?? link) !== undefined && { contact: { phone, link } }),
                ...(account !== undefined && { finance: { account } }),
              })),
          ...(reports === undefined
            ? []
            : personalOf(reports, { reporter: { name: reporter!.name, phone: kept(reporter!.phone) } })),
        ],
        narrative: { text: masked(data.text), pay: data.pay === undefined ? undefined : masked(data.pay) },
      }),
    ];
  },
});

export class IssueFollowCode {}

export const issueFollowCode = command(IssueFollowCode, {
  path: "follow-codes",
  summary: "Give who reported a new code, as the old one was lost or is known to somebody: the old one opens nothing",
  ...CODED,
  decide: ({ follow }: IssueFollowCode & Coded, _state: Offer, given) => {
    if (follow === undefined) throw new InvalidField("missing-field", "follow", "is drawn by the service");
    return [eventOf(OfferFollowCodeIssued, {}, given, { subjects: NOBODY, facts: { follow } })];
  },
});

function kept(phone: string | undefined): string | undefined {
  return phone === undefined ? undefined : (keptPhone(phone) ?? phone);
}
