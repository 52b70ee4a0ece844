import { randomBytes } from "node:crypto";
import { expect, test } from "@jest/globals";
import { SignJWT } from "jose";
import { TokenRefused } from "../../src/access/identity.js";
import { ASYMMETRIC, verifiedClaims } from "../../src/sign-in/verified-token.js";

const ISSUER = "https://issuer.example";

test.each(["HS256", "HS384", "HS512"])("%s is refused by its name, even where its key is known", async (alg) => {
  const secret = randomBytes(64);
  const token = await new SignJWT({ sub: "siti", iss: ISSUER, aud: "kawal" })
    .setProtectedHeader({ alg, typ: "at+jwt" })
    .setExpirationTime("1 minute")
    .sign(secret);
  const verified = (algorithms: readonly string[]) =>
    verifiedClaims(token, async () => secret, { issuer: ISSUER, audience: "kawal", algorithms });
  await expect(verified(ASYMMETRIC)).rejects.toThrow(TokenRefused);
  // What would be believed otherwise.
  await expect(verified([alg])).resolves.toMatchObject({ sub: "siti" });
});
