import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { v5 as uuidv5 } from "uuid";
import { AgenciesRefused, importAgencies, listedAgencies } from "../agency/import-agencies.js";
import { telling } from "./telling.js";
import { LIMITS } from "../limits.js";
import { call, TOKEN_OPTION, URL_OPTION, type CallOptions } from "./call.js";

const IMPORTS = "3d8c1f0a-7b44-5e19-9a62-0c5d2e7f8b31";

/** `kawal agencies`: what the registry begins with. */
export function addAgencyCommands(program: Command): void {
  const agencies = program.command("agencies").description("the registry of agencies; the running service does it");

  agencies
    .command("import <file>")
    .description("register the agencies of a list that are not in the registry, by their codes and names")
    .option(...TOKEN_OPTION)
    .option(...URL_OPTION)
    .action((file: string, options: CallOptions) =>
      telling(async () => {
        const list = listedAgencies(readFileSync(file, "utf8"));
        const { registered, known, refused } = await importAgencies(list, {
          page: async (after) =>
            answered(
              await call(
                options,
                "GET",
                `agencies?limit=${LIMITS.pageRows.most}${after ? `&after=${encodeURIComponent(after)}` : ""}`,
              ),
            ),
          register: async (agency) => {
            const key = uuidv5(`agencies/${agency.code}`, IMPORTS);
            const { ok, text } = await call(options, "POST", "agencies", { body: agency, key });
            return ok ? undefined : text;
          },
        });
        console.log(`${registered.length} agencies registered, ${known.length} were there`);
        for (const { code, reason } of refused) console.error(`${code} was refused: ${reason}`);
        if (refused.length > 0) process.exitCode = 1;
      }),
    );
}

function answered({ ok, text }: { readonly ok: boolean; readonly text: string }) {
  if (!ok) throw new AgenciesRefused(`the service does not tell its agencies: ${text}`);
  return JSON.parse(text) as never;
}
