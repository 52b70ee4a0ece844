import { OPEN_CLASSES } from "../access/policy.js";
import { ROLES } from "../access/roles.js";
import type { Given, Load } from "../event-sourcing/deciding/decider.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { FIELD_CLASSES, type FieldClass } from "../event-sourcing/stored-event/envelope.js";
import { FileField } from "../files/file-field.js";
import { fileOf, type StoredFileState } from "../files/file.js";
import { CodeField, FlagField, ObjectField } from "../http/fields.js";
import { PersonField } from "../person/person-field.js";
import { ReferralBody } from "./referral-command.js";
import type { Share } from "./referral.js";

const SHARED_UNSEEN: Rule = {
  id: "referral-shares-unseen",
  source: "[design] need-to-know",
  en: "Your role does not see all that you share",
  indonesian: "Peran Anda tidak dapat melihat semua data yang Anda bagikan",
};

export class SharedPersonDto {
  @PersonField()
  person!: string;

  @CodeField(FIELD_CLASSES, {
    many: true,
    optional: true,
    description: "Classes of fields that the receiver sees of the person, `identity` among them",
  })
  classes?: FieldClass[];

  @FlagField({ optional: true, description: "The whole file, as whoever has the work would see it; with no `classes`" })
  whole?: boolean;
}

/** What of persons and files the receiver may see, while the referral is live. */
export class SharingBody extends ReferralBody {
  @ObjectField(() => SharedPersonDto, {
    many: true,
    optional: true,
    description:
      "Of whom the receiver sees which personal fields: whom it is about, and dependents who go along. What is in the clear on a person's page is shown, too. Nobody else is shown",
  })
  shares?: SharedPersonDto[];

  @FileField({ many: true, optional: true, description: "Files of these persons that the receiver may open" })
  files?: string[];
}

/** Files are looked at for whose they are. */
export function loadFiles({ files = [] }: SharingBody): { readonly [key: string]: Load<StoredFileState> } {
  return Object.fromEntries(files.map((file) => [`file/${file}`, fileOf(file)]));
}

/**
 * What a request shares, as it is kept.
 * @param referred whom the referral is about; others go along
 * @param shared of whom something is shared already
 */
export function sharedBy(
  { shares = [], files = [] }: SharingBody,
  { referred, shared = [] }: { readonly referred: readonly string[]; readonly shared?: readonly Share[] },
  given: Pick<Given, "actor" | "loaded">,
) {
  const stated = shares.map(({ person, classes = [], whole = false }, i) => {
    const field = `shares.${i}`;
    if (shares.findIndex((each) => each.person === person) !== i)
      throw new InvalidField("invalid-field", `${field}.person`, "is there twice");
    if (whole && classes.length > 0)
      throw new InvalidField("invalid-field", `${field}.classes`, "are left out where the whole file is shared");
    if (!whole && !classes.includes("identity"))
      throw new InvalidField("invalid-field", `${field}.classes`, "must have identity: who it is about");
    assertSeen(whole ? WHOLE : classes, person, given);
    return {
      person,
      role: referred.includes(person) ? ("REFERRED" as const) : ("DEPENDENT" as const),
      classes: whole ? [] : FIELD_CLASSES.filter((each) => classes.includes(each)),
      whole,
    };
  });
  const known = [...stated, ...shared].map(({ person }) => person);
  const loaded = given.loaded as { readonly [key: string]: StoredFileState };
  for (const [i, file] of files.entries())
    if (!known.includes(loaded[`file/${file}`]?.person ?? ""))
      throw new InvalidField("unknown-file", `files.${i}`, "is of nobody of whom something is shared");
  return { shares: stated, files: [...new Set(files)] };
}

/** Of a whole file a colleague of the sender's would see these. */
const WHOLE: readonly FieldClass[] = FIELD_CLASSES.filter((each) => each !== "reporter");

/** Nobody lets another agency see what they don't see themselves. */
function assertSeen(classes: readonly FieldClass[], person: string, { actor: { role } }: Pick<Given, "actor">): void {
  const open: readonly FieldClass[] = ROLES.filter((each) => each === role).flatMap((each) => OPEN_CLASSES[each]);
  const unseen = classes.filter((each) => !open.includes(each));
  if (unseen.length > 0) throw new Rejection(SHARED_UNSEEN, { person, classes: unseen });
}
