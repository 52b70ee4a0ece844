import type { Command } from "commander";
import { resolve } from "node:path";
import { PASSPHRASE_OPTION, passphraseOf, type Passphrase } from "./passphrase.js";
import { telling } from "./telling.js";
import { BadConfig, configOf } from "../config.js";
import { openSource, openTarget } from "../moving/open-stores.js";
import { rotateKeys } from "../moving/rotate-keys.js";
import { writeErasures } from "../moving/erasures-file.js";
import { writeKeys } from "../moving/keys-file.js";
import { restoreKeys } from "../moving/restore-keys.js";
import { registry } from "../slices.js";

const LIFETIME_DAYS = 35;
const LONGEST_DAYS = 3_650;
const DAY_MS = 86_400_000;

/** `kawal keys` and `kawal erasures`: configured by the environment as the service is. */
export function addKeyCommands(program: Command): void {
  const keys = program.command("keys").description("the keys of personal fields");

  keys
    .command("rotate")
    .description("wrap every key under a new master key; the service must be stopped, on every machine")
    .requiredOption("--new-master-key-file <file>", "32 random bytes, raw, hex or base64; outside of KAWAL_DATA")
    .action((options: { newMasterKeyFile: string }) =>
      telling(async () => {
        const file = resolve(options.newMasterKeyFile);
        const rotated = await rotateKeys(configOf(process.env), file);
        console.log(
          rotated === null
            ? "The keys are under this master key already; nothing was changed."
            : `${rotated} keys are under the new master key. The old one opens them no more, nor does the service start with it.`,
        );
        console.log(
          `Let KAWAL_MASTER_KEY_FILE name ${file}, or the command print what is in it, before the next start.`,
        );
        console.log(
          "Copies of keys.db that were made before are still under the old one: keep it until they are gone.",
        );
      }),
    );

  keys
    .command("backup <file>")
    .description("write the keys alone into a new file, under a passphrase, also while the service runs")
    .option("--days <days>", "after so many days it is to be destroyed, and is not taken any more", `${LIFETIME_DAYS}`)
    .option(...PASSPHRASE_OPTION)
    .action((file: string, { days, passphraseFile }: Passphrase & { days: string }) =>
      telling(async () => {
        const lifetime = Number(days);
        if (!(lifetime > 0 && lifetime <= LONGEST_DAYS))
          throw new BadConfig(`--days must be a number of days, at most ${LONGEST_DAYS}`);
        const secret = await passphraseOf(passphraseFile, true);
        const source = await openSource(configOf(process.env));
        try {
          const now = Date.now();
          const madeAt = new Date(now).toISOString();
          const destroyBy = new Date(now + lifetime * DAY_MS).toISOString();
          const count = await writeKeys(resolve(file), source.keys.all(), secret, { madeAt, destroyBy });
          console.log(
            `${count} keys are in ${resolve(file)}. Destroy it by ${destroyBy}: it opens what is erased from now on.`,
          );
        } finally {
          await source.close();
        }
      }),
    );

  keys
    .command("restore <file>")
    .description("bring the keys of a backup back into their store; what its log says is erased stays so")
    .option("--expired-anyway", "take one that should have been destroyed", false)
    .option(...PASSPHRASE_OPTION)
    .action((file: string, { expiredAnyway, passphraseFile }: Passphrase & { expiredAnyway: boolean }) =>
      telling(async () => {
        const secret = await passphraseOf(passphraseFile, false);
        const target = await openTarget(configOf(process.env));
        try {
          const now = new Date().toISOString();
          const restored = await restoreKeys(target, registry, resolve(file), secret, now, expiredAnyway);
          console.log(`${restored.keys} keys are there again, ${restored.erased} of them as erased since.`);
        } finally {
          await target.close();
        }
      }),
    );

  program
    .command("erasures <file>")
    .description("list what was erased, by ids alone, for copies that are older: see `kawal restore --erasures`")
    .action((file: string) =>
      telling(async () => {
        const source = await openSource(configOf(process.env));
        try {
          const count = await writeErasures(resolve(file), source.events, registry, new Date().toISOString());
          console.log(
            `${count} erasures are in ${resolve(file)}: keep it beside the backups, and make it anew after each.`,
          );
        } finally {
          await source.close();
        }
      }),
    );
}
