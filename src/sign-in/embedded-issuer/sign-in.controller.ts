import { Body, Controller, Header, HttpCode, Inject, Post, Req } from "@nestjs/common";
import { ApiOperation, ApiProperty, ApiPropertyOptional, ApiResponse, ApiTags } from "../../described.js";
import { IsString, Length, MaxLength, MinLength, ValidateIf } from "class-validator";
import type { FastifyRequest } from "fastify";
import { Permits } from "../../access/permit.js";
import { validated } from "../../http/validated.js";
import { addressOf } from "../../http/edges/address.js";
import { TextField } from "../../http/fields.js";
import { Problem } from "../../http/problems.js";
import type { ProblemSlug } from "../../http/problems-in-indonesian.js";
import { LIMITS } from "../../limits.js";
import { SignInRefused, type EmbeddedIssuer } from "./embedded-issuer.js";
import { TooManyWaiting } from "./in-turn.js";
import { UserRefused } from "./user-refused.js";
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from "./passwords.js";

export const EMBEDDED_ISSUER = Symbol("EmbeddedIssuer");

const SECRET = { type: String, format: "password", writeOnly: true } as const;
/** Characters of a refresh token, or of what a device is given, and some to spare. */
const LONGEST_TOKEN = 100;

export class SignIn {
  @TextField(64)
  login!: string;

  @ApiProperty({ ...SECRET, minLength: 1, maxLength: LONGEST_PASSWORD })
  @IsString()
  @Length(1, LONGEST_PASSWORD)
  password!: string;

  @ApiPropertyOptional({ ...SECRET, description: "What this device was given when the user last signed in on it" })
  @ValidateIf((_, value) => value !== undefined)
  @IsString()
  @Length(1, LONGEST_TOKEN)
  device?: string;
}

export class ChangePassword extends SignIn {
  @ApiProperty({ ...SECRET, minLength: SHORTEST_PASSWORD, maxLength: LONGEST_PASSWORD })
  @IsString()
  @MinLength(SHORTEST_PASSWORD)
  @MaxLength(LONGEST_PASSWORD)
  newPassword!: string;
}

export class RefreshToken {
  @ApiProperty({ ...SECRET, minLength: 1, maxLength: LONGEST_TOKEN })
  @IsString()
  @Length(1, LONGEST_TOKEN)
  refreshToken!: string;
}

export class SignedInAnswer {
  @ApiProperty({ description: "Goes into `Authorization: Bearer …`" })
  accessToken!: string;

  @ApiProperty({ type: "integer", description: "Seconds for which the access token holds" })
  expiresIn!: number;

  @ApiProperty({ description: "Gets the next access token, once, with the next of its kind" })
  refreshToken!: string;
}

export class SignedInOnDevice extends SignedInAnswer {
  @ApiProperty({
    description: "Send it when the user signs in on this device again: wrong passwords from elsewhere don't lock it",
  })
  device!: string;
}

/** Signing in, where no issuer is configured. What is sent here is a secret: nothing of it is answered or logged. */
@ApiTags("sign-in")
@Controller("sign-in")
export class SignInController {
  constructor(@Inject(EMBEDDED_ISSUER) private readonly issuer: EmbeddedIssuer) {}

  @Post()
  @Permits("NOBODY")
  @HttpCode(200)
  @Header("cache-control", "no-store")
  @ApiOperation({ summary: "Sign in with a login and a password", security: [] })
  @ApiResponse({ status: 200, type: SignedInOnDevice })
  signIn(
    @Body(validated(SignIn)) { login, password, device }: SignIn,
    @Req() request: FastifyRequest,
  ): Promise<SignedInOnDevice> {
    const from = { address: addressOf(request), device };
    return this.issuer.signIn(login, password, from).catch(refused("sign-in-refused", REFUSED));
  }

  @Post("refresh")
  @Permits("NOBODY")
  @HttpCode(200)
  @Header("cache-control", "no-store")
  @ApiOperation({ summary: "The next tokens for a refresh token; one used twice ends the session", security: [] })
  @ApiResponse({ status: 200, type: SignedInAnswer })
  refresh(@Body(validated(RefreshToken)) { refreshToken }: RefreshToken): Promise<SignedInAnswer> {
    return this.issuer.refresh(refreshToken).catch(refused("session-ended", "The session has ended: sign in again"));
  }

  @Post("password")
  @Permits("NOBODY")
  @HttpCode(204)
  @Header("cache-control", "no-store")
  @ApiOperation({ summary: "Change one's password; all sessions of the user end", security: [] })
  changePassword(
    @Body(validated(ChangePassword)) { login, password, newPassword, device }: ChangePassword,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const from = { address: addressOf(request), device };
    return this.issuer.changePassword(login, password, newPassword, from).catch(refused("sign-in-refused", REFUSED));
  }
}

@ApiTags("sign-in")
@Controller("sign-out")
export class SignOutController {
  constructor(@Inject(EMBEDDED_ISSUER) private readonly issuer: EmbeddedIssuer) {}

  @Post()
  @Permits("NOBODY")
  @HttpCode(204)
  @Header("cache-control", "no-store")
  @ApiOperation({ summary: "End the session of a refresh token, whether or not there is one", security: [] })
  signOut(@Body(validated(RefreshToken)) { refreshToken }: RefreshToken): void {
    this.issuer.signOut(refreshToken);
  }
}

/** One sentence for an unknown login, a wrong password and a locked login. */
const REFUSED = "The login or the password is wrong, or the login is locked for some time";

function refused(slug: ProblemSlug, title: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof SignInRefused)
      throw new Problem(401, slug, title, { headers: { "www-authenticate": "Bearer" } });
    if (error instanceof TooManyWaiting)
      throw new Problem(429, LIMITS.passwordsWaiting.problem, "Too many are signing in at once", {
        headers: { "retry-after": "2" },
      });
    if (error instanceof UserRefused)
      throw new Problem(400, "invalid-field", "The request has a field that can't be taken", {
        field: "newPassword",
        detail: error.message,
      });
    throw error;
  };
}
