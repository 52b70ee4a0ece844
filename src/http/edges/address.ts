import { normalizeIP } from "@fastify/rate-limit";
import type { FastifyRequest } from "fastify";

/** One address; of IPv6 its network, as who has one address of it has them all. */
export function addressOf({ ip }: Pick<FastifyRequest, "ip">): string {
  return normalizeIP(ip);
}
