import * as Data from "effect/Data"

/**
 * A seed or an option that contradicts itself or the rules: `field` is its path, `reason` says what is wrong.
 *
 * @since 0.1.0
 * @category errors
 */
export class InvalidSeed extends Data.TaggedError("InvalidSeed")<{
  readonly field: string
  readonly reason: string
}> {
  override get message(): string {
    return `${this.field}: ${this.reason}`
  }
}

/**
 * A snapshot that contradicts itself: `field` is its path, `reason` says what is wrong.
 *
 * @since 0.1.0
 * @category errors
 */
export class InvalidSnapshot extends Data.TaggedError("InvalidSnapshot")<{
  readonly field: string
  readonly reason: string
}> {
  override get message(): string {
    return `${this.field}: ${this.reason}`
  }
}

/**
 * There is no user of that name on the instance.
 *
 * @since 0.1.0
 * @category errors
 */
export class UnknownUser extends Data.TaggedError("UnknownUser")<{ readonly username: string }> {
  override get message(): string {
    return `there is no user "${this.username}" on this instance; seed or create it first`
  }
}

/**
 * The connection ended without an answer; `code` is what Node calls it.
 *
 * @since 0.1.0
 * @category errors
 */
export class ConnectionLost extends Data.TaggedError("ConnectionLost")<{
  readonly code: "ECONNRESET" | "ECONNREFUSED"
}> {
  override get message(): string {
    return this.code === "ECONNREFUSED"
      ? "the connection was refused (ECONNREFUSED)"
      : "the connection was reset (ECONNRESET)"
  }
}

/**
 * Nothing can listen there; `code` is what the system calls the reason, such as `EADDRINUSE`.
 *
 * @since 0.1.0
 * @category errors
 */
export class PortUnavailable extends Data.TaggedError("PortUnavailable")<{
  readonly host: string
  readonly port: number
  readonly code: string
}> {
  override get message(): string {
    const place = `cannot listen on ${this.host}:${this.port}`
    switch (this.code) {
      case "EADDRINUSE":
        return `${place}: another process does; stop it or choose another port`
      case "EACCES":
        return `${place}: the system does not allow it; choose a port from 1024 up`
      default:
        return `${place}: ${this.code}`
    }
  }
}
