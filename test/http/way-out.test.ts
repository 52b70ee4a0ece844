import { Controller, Get, Module, Res, type CanActivate } from "@nestjs/common";
import { APP_GUARD } from "@nestjs/core";
import type { NestFastifyApplication } from "@nestjs/platform-fastify";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { FastifyReply } from "fastify";
import { requestContext } from "../../src/access/request-context.js";
import { Rejection } from "../../src/event-sourcing/deciding/rejection.js";
import { createApplication } from "../../src/http/application.js";
import { AGENCY, OFFICER } from "../given.js";
import { unrecorded } from "./unrecorded.js";

const SARI = "0f5b6c3e-0000-4000-8000-0000000000b1";

@Controller("things")
class Things {
  @Get("answered")
  answered() {
    return { data: { person: SARI } };
  }

  @Get("refused")
  refused() {
    throw new Rejection({ id: "x", source: "[design]", en: "No", indonesian: "Tidak" }, { others: [SARI] });
  }

  @Get("past")
  past(@Res() reply: FastifyReply) {
    void reply.send({ data: { person: SARI } });
  }

  @Get("raw-text")
  rawText(@Res() reply: FastifyReply) {
    void reply.send(`the person ${SARI}`);
  }
}

class LetIn implements CanActivate {
  canActivate(): boolean {
    requestContext()!.caller = {
      actor: { kind: "OFFICER", id: OFFICER, onBehalfOf: null, agency: AGENCY, role: "CASEWORKER" },
      role: "CASEWORKER",
      jurisdiction: { kind: null, region: null, country: null },
      predecessors: [],
      purpose: "PROTECTION",
      lawfulBasis: "PUBLIC_TASK",
    };
    return true;
  }
}

@Module({})
class WayOutModule {}

let app: NestFastifyApplication;
beforeAll(async () => {
  app = await createApplication(
    {
      module: WayOutModule,
      controllers: [Things],
      providers: [
        { provide: APP_GUARD, useClass: LetIn },
        unrecorded({ concealedAmong: async (_caller, keys) => new Set(keys) }),
      ],
    },
    "way out",
    false,
  );
});
afterAll(() => app.close());

const asks = async (path: string) => {
  const { statusCode, body } = await app.inject({ url: `/api/v1/things/${path}` });
  return { status: statusCode, leaks: body.includes(SARI) };
};

test("answers and problems leave by the gate", async () => {
  expect(await asks("answered")).toEqual({ status: 200, leaks: false });
  expect(await asks("refused")).toEqual({ status: 409, leaks: false });
});

test("a route that answers a known caller by another way answers nothing", async () => {
  for (const path of ["past", "raw-text"])
    expect([path, await asks(path)]).toEqual([path, { status: 500, leaks: false }]);
});
