import type { Command } from "commander";
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isUUID } from "class-validator";
import { USERS_FILE } from "../sign-in/embedded-issuer/embedded-issuer.js";
import { isLocked } from "../sign-in/embedded-issuer/lock-out.js";
import { assertPasswordLength } from "../sign-in/embedded-issuer/passwords.js";
import { UserRefused } from "../sign-in/embedded-issuer/user-refused.js";
import { Users } from "../sign-in/embedded-issuer/users.js";
import { openUsersFile } from "../sign-in/embedded-issuer/users-file.js";
import { NoStore } from "../engines/reading.js";
import { askHidden } from "./ask-hidden.js";

interface Folder {
  readonly data: string;
}
interface Password extends Folder {
  readonly passwordFile?: string;
}

/** `kawal users`: who may sign in to an embedded store that has no other issuer, also while the service runs. */
export function addUserCommands(
  program: Command,
  dataOption: readonly [flags: string, description: string, fallback: string],
): void {
  const users = program.command("users").description("who may sign in, where no KAWAL_ISSUER is set");
  const password = [
    "--password-file <file>",
    "the password is the file's first line; asked for at a terminal if not given",
  ] as const;

  users
    .command("add <login>")
    .description("make a user; prints the officer's UUID, which the registry of officers must know")
    .option("--officer <uuid>", "the officer that the user is; a new one if not given")
    .option("--administrator", "may register the first officers", false)
    .option(...password)
    .option(...dataOption)
    .action((login: string, options: Password & { officer?: string; administrator: boolean }) =>
      telling(options, async (all) => {
        const { officer = randomUUID(), administrator } = options;
        if (!isUUID(officer)) throw new UserRefused("--officer must be a UUID.");
        const added = await all.add({ login, officer, administrator }, await passwordFrom(options));
        console.log(`${added.login} is the officer ${added.officer}`);
      }),
    );

  users
    .command("list")
    .description("every user, by login")
    .option(...dataOption)
    .action((options: Folder) =>
      telling(options, async (all) => {
        const now = new Date().toISOString();
        for (const user of all.list()) {
          const { login, officer, administrator, lockedUntil } = user;
          const locked = isLocked(user, now) ? `, locked until ${lockedUntil}` : "";
          console.log(`${login}: officer ${officer}${administrator ? ", administrator" : ""}${locked}`);
        }
      }),
    );

  users
    .command("remove <login>")
    .description("take a user away, and end their sessions; what they did stays the officer's")
    .option(...dataOption)
    .action((login: string, options: Folder) => telling(options, async (all) => all.remove(login)));

  users
    .command("unlock <login>")
    .description("let a user try again who was locked out by wrong passwords")
    .option(...dataOption)
    .action((login: string, options: Folder) => telling(options, async (all) => all.unlock(login)));

  users
    .command("reset-password <login>")
    .description("give a user a new password, unlock them, and end their sessions")
    .option(...password)
    .option(...dataOption)
    .action((login: string, options: Password) =>
      telling(options, async (all) => {
        if (!all.has(login)) throw new UserRefused(`There is no user ${login}.`);
        await all.resetPassword(login, await passwordFrom(options));
      }),
    );
}

async function telling({ data }: Folder, action: (users: Users) => Promise<void>): Promise<void> {
  try {
    const folder = resolve(data);
    if (!existsSync(join(folder, "events.db"))) throw new NoStore(`there is no store in ${folder}: start it first`);
    const db = openUsersFile(join(folder, USERS_FILE));
    try {
      await action(await Users.in(db));
    } finally {
      db.close();
    }
  } catch (error) {
    if (!(error instanceof UserRefused || error instanceof NoStore)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/** From its file, else asked for; never an argument, which every process of the machine can see. */
async function passwordFrom({ passwordFile }: Password): Promise<string> {
  if (passwordFile !== undefined) {
    let text: string;
    try {
      text = readFileSync(passwordFile, "utf8");
    } catch (error) {
      throw new UserRefused(`${passwordFile} can't be read: ${(error as NodeJS.ErrnoException).code}.`);
    }
    return text.split(/\r?\n/, 1)[0]!;
  }
  if (!process.stdin.isTTY) throw new UserRefused("Name the file of the password by --password-file.");
  return askHidden(process.stdin, process.stderr, {
    question: "Password: ",
    noun: "password",
    twice: true,
    assertTaken: (typed) => assertPasswordLength(typed, "The password"),
    refusal: (message) => new UserRefused(message),
  });
}
