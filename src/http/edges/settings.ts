import { LIMITS } from "../../limits.js";

/** What the service is reached through, and how often. */
export interface Edges {
  /** Requests a minute of one officer, and of one address as long as it isn't known whose they are. */
  readonly requestsPerMinute: number;
  /** Only this machine reaches the service, and in the clear. */
  readonly loopback: boolean;
  /** Addresses and networks of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  /** With it, and not without, the metrics may be read; null: by this machine, if nobody else reaches the service. */
  readonly metricsToken: string | null;
}

/** Of a service that only its own machine reaches. */
export const LOOPBACK_EDGES: Edges = {
  requestsPerMinute: LIMITS.requestsPerMinute.most,
  loopback: true,
  trustedProxies: [],
  metricsToken: null,
};
