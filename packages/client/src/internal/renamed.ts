import {
  PermissionDenied,
  type QueryError,
  RequestFailed,
  Unauthenticated,
  UnexpectedResponse
} from "@effect-wandb/core/WandbError"

/** An error as a call of another name has it. */
export const renamed = (error: QueryError, operation: string): QueryError => {
  if (error.operation === operation) return error
  switch (error._tag) {
    case "Unauthenticated":
      return new Unauthenticated({ ...error, operation })
    case "PermissionDenied":
      return new PermissionDenied({ ...error, operation })
    case "RequestFailed":
      return new RequestFailed({ ...error, operation })
    case "UnexpectedResponse":
      return new UnexpectedResponse({ ...error, operation })
  }
}
