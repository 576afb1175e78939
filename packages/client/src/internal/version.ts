/** The version of this package; a test holds it against package.json. */
export const version = "0.0.0"

/** The release of W&B's official client whose requests ours follow. */
export const officialClientVersion = "0.30.0"
