import { Module } from "@nestjs/common";
import { SignInController, SignOutController } from "./sign-in.controller.js";

/** Signing in, where the service has users of its own. */
@Module({ controllers: [SignInController, SignOutController] })
export class SignInModule {}
