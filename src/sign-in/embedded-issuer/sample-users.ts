import { createHmac } from "node:crypto";
import type { EmbeddedSettings } from "../../engines/settings.js";
import { readMasterKey, sampleMasterKey } from "../../privacy/master-key.js";
import type { User, Users } from "./users.js";

/** Letters and digits that are not taken for one another. */
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
const GROUPS = 4;
const LETTERS_OF_GROUP = 5;

/**
 * The passwords of a sample's users. They follow from its master key, so that every start can print them while none is
 * kept in the clear: whoever can read the sample's folder can sign in, which gives them nothing but invented people.
 */
export function samplePasswords({ data, masterKeyFile }: EmbeddedSettings): (login: string) => string {
  const masterKey = masterKeyFile === null ? sampleMasterKey(data) : readMasterKey(masterKeyFile, data);
  return (login) => {
    const digest = createHmac("sha256", masterKey).update(`kawal-sample-password/${login}`).digest();
    const letters = [...digest.subarray(0, GROUPS * LETTERS_OF_GROUP)].map((byte) => LETTERS[byte % LETTERS.length]);
    return Array.from({ length: GROUPS }, (_, i) =>
      letters.slice(i * LETTERS_OF_GROUP, (i + 1) * LETTERS_OF_GROUP).join(""),
    ).join("-");
  };
}

/** Makes the users of a sample that are not there yet. */
export async function createSampleUsers(
  users: Users,
  people: readonly User[],
  samplePassword: (login: string) => string,
): Promise<void> {
  for (const user of people) if (!users.has(user.login)) await users.add(user, samplePassword(user.login));
}
