import { RequestMethod, type Type } from "@nestjs/common";
import { PERMIT, type Permit } from "../../access/permit.js";
import { modulesOf } from "../../app.module.js";

export interface DeclaredRoute {
  readonly method: string;
  /** As in the interface's description, without the version: `/persons/:id/contact`. */
  readonly path: string;
  readonly permit: Permit | undefined;
}

/** Every route of the service, as its controller declares it, by path. */
export function declaredRoutes(): DeclaredRoute[] {
  const controllers = modulesOf(true).flatMap((module) => (Reflect.getMetadata("controllers", module) ?? []) as Type[]);
  const routes = controllers.flatMap((controller) => {
    const prototype = controller.prototype as object;
    const base = Reflect.getMetadata("path", controller) as string;
    return Object.getOwnPropertyNames(prototype).flatMap((name): DeclaredRoute[] => {
      const handler: unknown = Object.getOwnPropertyDescriptor(prototype, name)!.value;
      if (name === "constructor" || typeof handler !== "function") return [];
      const path = Reflect.getMetadata("path", handler) as string | undefined;
      if (path === undefined) return [];
      const parts = [base, path].map((part) => part.replaceAll(/^\/|\/$/g, "")).filter((part) => part !== "");
      return [
        {
          method: RequestMethod[Reflect.getMetadata("method", handler) as number]!,
          path: `/${parts.join("/")}`,
          permit: Reflect.getMetadata(PERMIT, handler) as Permit | undefined,
        },
      ];
    });
  });
  return routes.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.method < b.method ? -1 : 1));
}
