import { ValidationPipe, type ArgumentMetadata, type PipeTransform } from "@nestjs/common";
import { assertAcceptable } from "./acceptable.js";
import { invalidRequest } from "./problems.js";

/** Validates a body, or a query, against a class: unknown fields are an error, and no message quotes a value. */
export function validated(type: new () => object): PipeTransform {
  const pipe = new ValidationPipe({
    expectedType: type,
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    validationError: { target: false },
    exceptionFactory: invalidRequest,
  });
  return {
    transform(value: unknown, metadata: ArgumentMetadata) {
      assertAcceptable(value);
      return pipe.transform(value, metadata) as unknown;
    },
  };
}
