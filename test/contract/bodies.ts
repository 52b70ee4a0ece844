import type { Type } from "@nestjs/common";
import { declaredControllers } from "../access/routes.js";

/** Where Nest keeps what the parameters of a handler are taken from; `3` is the body. */
const ROUTE_ARGUMENTS = "__routeArguments__";
const OF_BODY = /^3:(\d+)$/;

/** Classes of the bodies of all routes. */
export function bodiesOfRoutes(): Type[] {
  const found = new Set<Type>();
  for (const controller of declaredControllers()) {
    const prototype = controller.prototype as object;
    for (const name of Object.getOwnPropertyNames(prototype)) {
      const types = Reflect.getMetadata("design:paramtypes", prototype, name) as Type[] | undefined;
      const taken = (Reflect.getMetadata(ROUTE_ARGUMENTS, controller, name) ?? {}) as object;
      for (const key of Object.keys(taken)) {
        const index = OF_BODY.exec(key)?.[1];
        if (index !== undefined) found.add(types![Number(index)]!);
      }
    }
  }
  return [...found];
}
