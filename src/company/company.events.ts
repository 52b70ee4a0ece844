import { Type } from "typebox";
import { defineEvent, FIXED, type RecordOf } from "../event-sourcing/stored-event/event-definition.js";
import { Country, ExpiryDate, PlannedDate, Region, Uuid } from "../facts/shapes.js";
import { atRecordedPlace, grantsNothing, registersStream } from "../event-sourcing/stored-event/sight.js";

/** P3MI, mitra usaha, pemberi kerja, calo or sponsor, perekrut. */
export const COMPANY_KINDS = ["PLACEMENT_COMPANY", "FOREIGN_AGENCY", "EMPLOYER", "BROKER", "RECRUITER"] as const;
export type CompanyKind = (typeof COMPANY_KINDS)[number];

export const LICENCE_STATUSES = ["ACTIVE", "SUSPENDED", "REVOKED", "EXPIRED", "NONE"] as const;

const PublicName = Type.String({ maxLength: 200 });

/**
 * Somebody who places, recruits or employs is known. A registered company has a public name; that of a broker, a
 * recruiter or a private employer is a person's, and sealed under the company's own id.
 */
export const CompanyRegistered = defineEvent({
  type: "CompanyRegistered",
  title: {
    en: "A company, broker or recruiter was registered",
    indonesian: "Perusahaan, calo, atau perekrut didaftarkan",
  },
  sight: [
    registersStream("who recorded a company knows its name, also one that is not public"),
    atRecordedPlace(
      { regions: ["region"], countries: ["country"] },
      "offices of the place where it trades deal with it",
    ),
  ],
  facts: Type.Object({
    kind: Type.Enum([...COMPANY_KINDS]),
    /** In a public register of companies. */
    registered: Type.Boolean({ ...FIXED }),
    name: Type.Optional(PublicName),
    /** The one human being who trades under it, where there is one. */
    person: Type.Optional(Uuid),
    country: Type.Optional(Country),
    region: Type.Optional(Region),
  }),
  personal: { identity: ["name"], narrative: ["note"] },
});

export const CompanyRenamed = defineEvent({
  type: "CompanyRenamed",
  title: { en: "A company was renamed", indonesian: "Perusahaan berganti nama" },
  sight: grantsNothing("the register is public, and writing into it shows no sealed name, nor the trader"),
  facts: Type.Object({ name: Type.Optional(PublicName), from: PlannedDate }),
  personal: { identity: ["name"] },
});

/** What its licence is from a day on (SIP3MI for a placement company); one that ran out says so by its last day. */
export const CompanyLicenceRecorded = defineEvent({
  type: "CompanyLicenceRecorded",
  title: { en: "The status of a licence was recorded", indonesian: "Status izin dicatat" },
  sight: grantsNothing("the register is public, and writing into it shows no sealed name, nor the trader"),
  facts: Type.Object({
    status: Type.Enum([...LICENCE_STATUSES]),
    validFrom: PlannedDate,
    validUntil: Type.Optional(ExpiryDate),
  }),
});

export const companyEvents = [CompanyRegistered, CompanyRenamed, CompanyLicenceRecorded];
export type CompanyEvent = RecordOf<(typeof companyEvents)[number]>;
