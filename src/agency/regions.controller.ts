import { Controller, Get, Param, Query } from "@nestjs/common";
import { ApiOperation, ApiTags } from "../described.js";
import { Type } from "class-transformer";
import { Permits } from "../access/permit.js";
import { InvalidField, NotFound } from "../event-sourcing/deciding/rejection.js";
import { validated } from "../http/validated.js";
import { CodeField, IntegerField, RegionField, TextField } from "../http/fields.js";
import { DEFAULT_LIMIT, SeenQuery } from "../http/queries.js";
import { LIMITS } from "../limits.js";
import {
  levelOfRegion,
  REGION_LEVELS,
  REGION_SCHEME,
  regionName,
  regionPath,
  regionsBelow,
  regionsNamed,
  type Region,
  type RegionLevel,
} from "../places/regions.js";

const SHORTEST_NAME = 3;

class RegionsQuery extends SeenQuery {
  @TextField(100, {
    optional: true,
    description: "All words of it are in the name: `serang`, `kab. serang`; at least three letters",
    example: "kab. serang",
  })
  name?: string;

  @RegionField({
    optional: true,
    description: "Only what lies in this region; without a name, what lies right below it",
  })
  within?: string;

  @CodeField(REGION_LEVELS, { optional: true })
  level?: RegionLevel;

  @IntegerField(1, LIMITS.pageRows.most, { optional: true, description: "Rows; 50 if left out" })
  @Type(() => Number)
  limit?: number;
}

/** A region with all that it lies in, the province first. */
function shown({ code, name }: Region) {
  return {
    scheme: REGION_SCHEME,
    code,
    name,
    level: levelOfRegion(code),
    within: regionPath(code)
      .slice(0, -1)
      .map((around) => ({ code: around, name: regionName(around) ?? null })),
  };
}

@ApiTags("regions")
@Controller("regions")
export class RegionQueries {
  @Get()
  @Permits("REGISTRY_READ")
  @ApiOperation({
    operationId: "region.list",
    summary: "Regions of Indonesia by name, with their Kemendagri codes: provinces first, then what lies in them",
    description:
      "Without a name: the provinces, or what lies right below `within`. `more` says that there are further ones: name more of it",
  })
  list(@Query(validated(RegionsQuery)) { name, within, level, limit = DEFAULT_LIMIT }: RegionsQuery) {
    if (name !== undefined && name.replaceAll(/[^\p{L}\p{N}]/gu, "").length < SHORTEST_NAME)
      throw new InvalidField("invalid-field", "name", `needs at least ${SHORTEST_NAME} letters`);
    const found =
      name === undefined ? regionsBelow(within, level) : regionsNamed(name, { within, level, most: limit + 1 });
    return { data: found.slice(0, limit).map(shown), more: found.length > limit };
  }

  @Get(":code")
  @Permits("REGISTRY_READ")
  @ApiOperation({ operationId: "region.one", summary: "One region by its Kemendagri code" })
  one(@Param("code") code: string) {
    const name = regionName(code);
    if (name === undefined) throw new NotFound("there is no region of this code");
    return { data: shown({ code, name }) };
  }
}
