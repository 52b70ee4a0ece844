import type { Type } from "@nestjs/common";

/** What answers in a module of the service, for a test that gives it ports of its own. */
export function controllersIn(...modules: readonly Type[]): Type[] {
  return modules.flatMap((module) => (Reflect.getMetadata("controllers", module) as Type[] | undefined) ?? []);
}
