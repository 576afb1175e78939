/** What the process tells its caller as its exit code; a command's handler ends in one of them. */
export type Status = 0 | 1 | 2 | 3 | 130 | 143

/** All is done, or there was nothing to do. */
export const done: Status = 0

/** Something went wrong, be it only the command line. */
export const failed: Status = 1

/** There are findings, changes to make, or drift. */
export const findings: Status = 2

/** A guard refused, and nothing was changed. */
export const refused: Status = 3

/** Somebody pressed Ctrl-C. */
export const interrupted: Status = 130

/** The process was told to end. */
export const terminated: Status = 143
