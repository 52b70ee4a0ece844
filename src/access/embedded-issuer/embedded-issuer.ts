import { join } from "node:path";
import type { Clock } from "../../event-sourcing/clock.js";
import { LIMITS } from "../../limits.js";
import { TokenRefused, type Identities } from "../identity.js";
import { ACCESS_TOKEN_LIFETIME, accessTokens, type AccessTokens } from "./access-tokens.js";
import { inTurn } from "./in-turn.js";
import { assertPasswordLength, isOfOtherCost, isPassword } from "./passwords.js";
import type { Origin } from "./places.js";
import { Sessions, type HandedOut } from "./sessions.js";
import { Users, type Account } from "./users.js";
import { openUsersFile } from "./users-file.js";

/** Name of the file in the data folder that holds the users. */
export const USERS_FILE = "users.db";

/** Why is not told: neither whether there is such a login, nor whether it is locked. */
export class SignInRefused extends Error {}

/** What a user is given. */
export interface SignedIn {
  readonly accessToken: string;
  /** Seconds for which the access token holds. */
  readonly expiresIn: number;
  /** Good once. */
  readonly refreshToken: string;
}

/** Signs in the users of an embedded store, and believes the tokens that it gave them. */
export interface EmbeddedIssuer extends Identities {
  readonly users: Users;
  /** @throws SignInRefused, TooManyWaiting */
  signIn(login: string, password: string, from: Origin): Promise<SignedIn & { readonly device: string }>;
  /** @throws SignInRefused for a token that is not good; a spent one ends its session */
  refresh(refreshToken: string): Promise<SignedIn>;
  signOut(refreshToken: string): void;
  /** Ends the sessions of the user. @throws SignInRefused, TooManyWaiting, UserRefused for a new one too short */
  changePassword(login: string, password: string, newPassword: string, from: Origin): Promise<void>;
  close(): void;
}

/**
 * @param data folder of the store
 * @param compare says whether a password is the one that is kept
 */
export async function openEmbeddedIssuer(data: string, clock: Clock, compare = isPassword): Promise<EmbeddedIssuer> {
  const db = openUsersFile(join(data, USERS_FILE));
  const users = await Users.in(db);
  const sessions = new Sessions(db);
  const tokens = await accessTokens();
  const oneByOne = inTurn(LIMITS.passwordsWaiting.most);

  const authenticated = async (login: string, password: string, from: Origin): Promise<Account> => {
    const account = users.accountFor(login);
    const isRight = await compare(password, account.password);
    if (!users.judge(account, isRight, from, clock.now())) throw new SignInRefused();
    return account;
  };

  return {
    users,
    signIn: (login, password, from) =>
      oneByOne(async () => {
        const account = await authenticated(login, password, from);
        const now = clock.now();
        const opened = sessions.open(account, now);
        if (isOfOtherCost(account.password)) await users.rehash(account.login, password);
        return { ...(await signedIn(tokens, opened, now)), device: users.deviceFor(account.login, from, now) };
      }),
    async refresh(refreshToken) {
      const now = clock.now();
      const next = sessions.rotate(refreshToken, now);
      if (next === undefined) throw new SignInRefused();
      return signedIn(tokens, next, now);
    },
    signOut: (refreshToken) => sessions.end(refreshToken),
    async changePassword(login, password, newPassword, from) {
      assertPasswordLength(newPassword, "The new password");
      await oneByOne(async () => {
        const { login: theirs } = await authenticated(login, password, from);
        await users.resetPassword(theirs, newPassword);
      });
    },
    async identify(token) {
      const now = clock.now();
      const user = sessions.userOf(await tokens.sessionOf(token, now), now);
      if (user === undefined) throw new TokenRefused("the session of the token has ended");
      return user;
    },
    close: () => db.close(),
  };
}

async function signedIn(tokens: AccessTokens, handedOut: HandedOut, now: string): Promise<SignedIn> {
  const { officer, session, refreshToken } = handedOut;
  return { accessToken: await tokens.sign(officer, session, now), expiresIn: ACCESS_TOKEN_LIFETIME, refreshToken };
}
