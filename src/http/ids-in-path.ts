import { isUUID } from "class-validator";
import type { FastifyRequest } from "fastify";
import { Problem } from "./problems.js";

/** An id in a path. @throws Problem when it is no UUID */
export const idParam = {
  transform(id: string): string {
    if (!isUUID(id)) throw new Problem(400, "invalid-id", "The id is no UUID", { field: "id" });
    return id.toLowerCase();
  },
};

/**
 * The path of a route of which each parameter is an id, in one form however it was written: a command's id is made of
 * it.
 */
export function pathOf({ routeOptions, params }: FastifyRequest): string {
  const ids = params as Readonly<Record<string, string>>;
  return routeOptions.url!.replaceAll(/:(\w+)/g, (_, name: string) => idParam.transform(ids[name]!));
}
