const LOOPBACK = ["127.0.0.1", "[::1]", "localhost"];

/** Whether a URL can be asked without anybody on the way changing the answer: https, or this machine itself. */
export function isTrustworthy({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || (protocol === "http:" && LOOPBACK.includes(hostname));
}

/** Whether a URL names this machine by loopback. */
export function isLoopback({ hostname }: URL): boolean {
  return LOOPBACK.includes(hostname);
}
