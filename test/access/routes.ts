import { RequestMethod, type Type } from "@nestjs/common";
import { randomUUID } from "node:crypto";
import type { OpenIdentities } from "../../src/sign-in/open-identities.js";
import { PERMIT } from "../../src/access/permit.js";
import { AppModule } from "../../src/app.module.js";
import { controllersIn } from "../http/controllers-in.js";
import type { Service } from "../../src/service.js";

/** A route as its controller declares it: `POST persons/:id/contact`, `GET /health/live`. */
export interface DeclaredRoute {
  readonly route: string;
  /** What it declares to need; undefined where it declares nothing. */
  readonly permit: unknown;
}

/** What the ids in paths that begin with a word are of. */
export const KIND_OF_BASE: Readonly<Record<string, string>> = {
  persons: "person",
  migrants: "person",
  cases: "case",
  repatriations: "repatriation",
  referrals: "referral",
  outreach: "outreach",
  offers: "offer",
  files: "file",
  "identity-links": "identityLink",
  companies: "company",
  agencies: "agency",
};

/** Whether a route's answer goes on until somebody ends it: nobody can wait for the whole. */
export const goesOn = (route: string): boolean => /^GET \w+\/live$/.test(route);

/** With users of its own, as all routes are there then. */
const NOBODY: OpenIdentities = {
  identify: () => Promise.reject(new Error("nobody")),
  embedded: {} as OpenIdentities["embedded"],
  close: () => Promise.resolve(),
};

/** Every controller of the service. */
export function declaredControllers(): Type[] {
  const store = { store: randomUUID(), sample: true };
  const { imports } = AppModule.serving({ engines: {} } as Service, store, NOBODY);
  return controllersIn(...imports!.filter((each) => typeof each === "function"));
}

/** Every route of the service; found here anew, so that what `kawal policy` finds is held against it. */
export function declaredRoutes(): DeclaredRoute[] {
  return declaredControllers().flatMap((controller) => {
    const { prototype } = controller;
    const base = Reflect.getMetadata("path", controller) as string;
    const prefix = Reflect.getMetadata("__version__", controller) === undefined ? "" : "/";
    return Object.getOwnPropertyNames(prototype).flatMap((name): DeclaredRoute[] => {
      const handler = Object.getOwnPropertyDescriptor(prototype, name)!.value as object;
      const path = Reflect.getMetadata("path", handler) as string | undefined;
      if (path === undefined || name === "constructor") return [];
      const method = RequestMethod[Reflect.getMetadata("method", handler) as number]!;
      const parts = [base, path].map((part) => part.replaceAll(/^\/|\/$/g, "")).filter((part) => part !== "");
      return [{ route: `${method} ${prefix}${parts.join("/")}`, permit: Reflect.getMetadata(PERMIT, handler) }];
    });
  });
}
