import type { Type } from "@nestjs/common";
import type { Permission } from "../access/policy.js";
import type { Decider } from "../event-sourcing/deciding/decider.js";
import type { DeclaredCommand, Reached } from "./command.js";
import { commandRoutes as routesOf } from "./command-routes.js";

export interface CommandRoute extends Reached {
  readonly command: string;
  readonly body: new () => object;
}
type More = Partial<Omit<CommandRoute, "path" | "body" | "summary">>;
export const route = (path: string, body: new () => object, summary: string, more: More = {}): CommandRoute => ({
  command: body.name,
  path,
  body,
  summary,
  ...more,
});
export const creation = (body: new () => object, summary: string, more: More = {}): CommandRoute => ({
  command: body.name,
  body,
  summary,
  ...more,
});
export const late = (told: CommandRoute): CommandRoute => ({ ...told, lateFact: true });

export function commandRoutes<State>(
  aggregate: Decider<State>,
  base: string,
  permission: Permission,
  routes: readonly CommandRoute[],
): Type {
  const commands = routes.map(({ command, ...reached }): DeclaredCommand<State> => ({
    name: command,
    ...aggregate.decisions[command]!,
    route: reached,
  }));
  return routesOf({ ...aggregate, commands }, base, permission);
}
