import type * as PlatformError from "@effect/platform/Error"

/** Why the platform could not do something, in a word such as `PermissionDenied`. */
export const reasonOf = (error: PlatformError.PlatformError): string =>
  error._tag === "SystemError" ? error.reason : error._tag

/** Whether it is for that reason. */
export const isReason =
  (reason: PlatformError.SystemErrorReason) =>
  (error: PlatformError.PlatformError): boolean =>
    reasonOf(error) === reason

/** Whether it is because there is no such thing. */
export const isNotFound = isReason("NotFound")
