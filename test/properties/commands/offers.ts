import { OFFER_CHANNELS, OFFER_CLOSING_REASONS, OFFER_FINDINGS } from "../../../src/prevention/offers/codes.js";
import { OFFICERS } from "../world.js";
import { personalValue } from "../values.js";
import { anyId, said, type Moment, type Rows } from "./row.js";

/** Stands for the keyed hash of a number and a code: the decision is given it, as it can't draw one. */
const follow = ({ chance }: Moment) => chance.uuid().replaceAll("-", "").padEnd(43, "A");

/** Commands of suspicious offers. */
export const offerRows: Rows = {
  ReportOffer: async (moment) => {
    const { chance, now } = moment;
    const phone = () => personalValue(chance, "phone", now);
    return {
      by: chance.one(OFFICERS),
      data: said({
        channel: chance.one(OFFER_CHANNELS),
        text: chance.text(),
        pay: chance.maybe(chance.text()),
        recruiter: chance.maybe(
          said({
            name: chance.maybe(personalValue(chance, "name", now)),
            phone: chance.maybe(phone()),
            account: chance.maybe("1234-5678"),
            link: chance.maybe("contoh.example/tawaran"),
          }),
        ),
        company: chance.maybe(anyId(moment, "company")),
        destination: chance.maybe(chance.one(["KH", "MM", "MY"])),
        sector: chance.maybe("DOMESTIC_WORK"),
        region: chance.maybe(chance.one(["36.04.12", "71.71"])),
        reporter: chance.maybe(said({ name: personalValue(chance, "name", now), phone: chance.maybe(phone()) })),
        follow: follow(moment),
        occurred: chance.occurred(now),
      }),
    };
  },
  BeginOfferReview: async (moment) => offer(moment, noted(moment)),
  AssessOffer: async (moment) => offer(moment, { finding: moment.chance.one(OFFER_FINDINGS), ...noted(moment) }),
  CloseOffer: async (moment) => offer(moment, { reason: moment.chance.one(OFFER_CLOSING_REASONS), ...noted(moment) }),
  IssueFollowCode: async (moment) => offer(moment, { follow: follow(moment) }),
};

const noted = ({ chance, now }: Moment) => ({ note: chance.maybe(chance.text()), occurred: chance.occurred(now) });

function offer(moment: Moment, data: object) {
  const id = anyId(moment, "offer");
  return id === undefined ? undefined : { id, data: said(data), by: moment.chance.one(OFFICERS) };
}
