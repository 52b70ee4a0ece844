import { randomBytes } from "node:crypto";
import type { LookupTokens } from "../../privacy/lookup-tokens.js";

/** Letters and digits that are not mistaken for one another when they are read out: 32 of them, 5 bits each. */
const ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/** 100 bits. */
const CODE_CHARACTERS = 20;
const NUMBER_CHARACTERS = 10;
const GROUP = 5;
const KIND = "follow-code";

/** Number and code as they may be typed: bounded before anything is made of them. */
export const MOST_TYPED = 64;

/** A secret code, in groups to be read out. */
export function newFollowCode(): string {
  // 256 is a whole number of times 32: each character is as likely as another.
  const drawn = [...randomBytes(CODE_CHARACTERS)].map((byte) => ALPHABET[byte % ALPHABET.length]!);
  return drawn.join("").replaceAll(new RegExp(`.{${GROUP}}(?=.)`, "g"), "$&-");
}

/** What an offer is called towards who reported it: it follows from its id, and opens nothing by itself. */
export function followNumber(id: string): string {
  return id.replaceAll("-", "").slice(0, NUMBER_CHARACTERS).toUpperCase();
}

/** Under which a report is found: the same work whether or not there is one. */
export function followHash({ token }: LookupTokens, number: string, code: string): string {
  return token(KIND, `${plain(number)} ${plain(code)}`);
}

/** As it may be typed from paper: small letters, blanks and dashes anywhere. */
function plain(typed: string): string {
  return typed
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, "");
}
