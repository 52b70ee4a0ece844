import { ValidationPipe, type ArgumentMetadata, type PipeTransform } from "@nestjs/common";
import { classToPlain, plainToInstance } from "class-transformer";
import { getMetadataStorage, validate } from "class-validator";
import { assertAcceptable } from "./acceptable.js";
import { invalidRequest } from "./problems.js";

/** What a pipe needs of these packages: it would load them whole otherwise. */
const PACKAGES = {
  validatorPackage: { validate, getMetadataStorage },
  transformerPackage: { plainToInstance, classToPlain },
};

/** Validates a body, or a query, against a class: unknown fields are an error, and no message quotes a value. */
export function validated(type: new () => object): PipeTransform {
  const pipe = new ValidationPipe({
    ...PACKAGES,
    expectedType: type,
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    // The validator takes an object of a class without fields for one that it knows nothing of, and names no field.
    forbidUnknownValues: hasFields(type),
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

function hasFields(type: new () => object): boolean {
  return getMetadataStorage().getTargetValidationMetadatas(type, "", false, false).length > 0;
}
