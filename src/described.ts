import type * as Swagger from "@nestjs/swagger";

/*
 * What the interface's description says of routes and fields, by the decorators of Swagger. Who asks for no description
 * needs none of it: it is noted where it is declared, and Swagger is loaded and told when somebody asks.
 */

type Decorator = (...declared: never[]) => unknown;

let notes: ((swagger: typeof Swagger) => void)[] = [];

function noted<Name extends keyof typeof Swagger & `Api${string}`>(name: Name) {
  const decorator = (...given: readonly unknown[]) => {
    return (...declared: readonly unknown[]) =>
      void notes.push((swagger) => {
        const of = swagger[name] as (...args: readonly unknown[]) => (...declared: readonly unknown[]) => unknown;
        of(...given)(...declared);
      });
  };
  return decorator as Decorator as (typeof Swagger)[Name];
}

export const ApiBody = noted("ApiBody");
export const ApiConsumes = noted("ApiConsumes");
export const ApiExtension = noted("ApiExtension");
export const ApiHeader = noted("ApiHeader");
export const ApiOkResponse = noted("ApiOkResponse");
export const ApiOperation = noted("ApiOperation");
export const ApiParam = noted("ApiParam");
export const ApiProduces = noted("ApiProduces");
export const ApiProperty = noted("ApiProperty");
export const ApiPropertyOptional = noted("ApiPropertyOptional");
export const ApiQuery = noted("ApiQuery");
export const ApiResponse = noted("ApiResponse");
export const ApiTags = noted("ApiTags");

/** Tells Swagger all that was declared since it was told last, in the order of the declarations. */
export function describeTo(swagger: typeof Swagger): void {
  const since = notes;
  notes = [];
  for (const note of since) note(swagger);
}
