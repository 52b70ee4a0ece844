import type { Command } from "commander";

/** `kawal policy`: who may see and do what, for who has to answer for it. */
export function addPolicyCommand(program: Command): void {
  program
    .command("policy")
    .description("who may see and do what: roles, permissions, sight, personal fields")
    .option("--routes", "also what each route needs", false)
    .option("--markdown", "as docs/policy.md", false)
    .action(async ({ routes, markdown }: { routes: boolean; markdown: boolean }) => {
      // The controllers are needed by this command alone.
      const { policySections, routesSection } = await import("./policy-document/policy-document.js");
      const { asMarkdown, asText } = await import("./policy-document/rendered.js");
      const sections = [...policySections(), ...(routes ? [routesSection()] : [])];
      process.stdout.write((markdown ? asMarkdown : asText)(sections));
    });
}
