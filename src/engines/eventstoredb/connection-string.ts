import { StoreUnavailable } from "../../event-sourcing/stored-event/event-store.js";

/** EventStoreDB can't be reached as it is named; the message says what to mend, and shows no password. */
export class BadConnection extends StoreUnavailable {}

/** What the client knows; any other key it would pass over with a warning. */
const KEYS = [
  "connectionName",
  "defaultDeadline",
  "discoveryInterval",
  "gossipTimeout",
  "keepAliveInterval",
  "keepAliveTimeout",
  "maxDiscoverAttempts",
  "nodePreference",
  "tls",
  "tlsCAFile",
  "userCertFile",
  "userKeyFile",
];
const SHAPE = /^(esdb(?:\+discover)?):\/\/(?:(?<credentials>[^/?]*)@)?(?<hosts>[^/?@]+)\/*(?:\?(?<keys>.*))?$/;

/**
 * Refuses what the client would misread without a word: credentials that it drops, a key that it does not know, a
 * password that ends at its first special character.
 * @returns its hosts, as they may be shown
 * @throws BadConnection
 */
export function checkConnectionString(text: string): string {
  const { credentials, hosts, keys } = SHAPE.exec(text.trim())?.groups ?? {};
  if (hosts === undefined)
    throw refused('it must read "esdb://host:2113", or "esdb+discover://host:2113" for a cluster behind one name');
  if (hosts.includes("[") || hosts.split(",").some((host) => host.split(":").length > 2))
    throw refused("its client takes no IPv6 address: name the host");
  for (const host of hosts.split(","))
    if (!/^[A-Za-z0-9._-]+(?::\d{1,5})?$/.test(host))
      throw refused("a host must be a name or an IPv4 address, with a port if it is not 2113");
  const settings = new Map(
    keys?.split("&").map((pair): [string, string] => {
      const equals = pair.indexOf("=");
      return equals < 0 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
  for (const [key, value] of settings) {
    if (flat(key) === "throwonappendfailure") throw refused("throwOnAppendFailure must be left out");
    if (flat(key) === "tlsverifycert") throw refused("tlsVerifyCert does nothing: name the authority by tlsCAFile");
    if (!KEYS.some((known) => flat(known) === flat(key))) throw refused(`${JSON.stringify(key)} is no setting of it`);
    if (value === "") throw refused(`the setting ${key} has no value`);
  }
  const tls = [...settings].find(([key]) => flat(key) === "tls")?.[1];
  if (credentials !== undefined) {
    if (!/^[^:@]+:[^:@]+$/.test(credentials) || !isEncoded(credentials))
      throw refused(
        'user and password must read "user:password@" with every special character URL-encoded ("@" as %40, ":" as %3A)',
      );
    if (tls === "false")
      throw refused("with tls=false user and password would not be sent: leave them out, or leave out tls=false");
  }
  return hosts;
}

function refused(what: string): BadConnection {
  return new BadConnection(`the connection string of EventStoreDB (KAWAL_EVENTSTORE) can't be used: ${what}`);
}

/** Keys are compared as the client compares them. */
function flat(key: string): string {
  return key.trim().toLowerCase().replace(/[_-]/g, "");
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
