/** The kinds of account that W&B's schema knows; apart from their schema, which a start does without. */
export const accountTypes = ["USER", "SERVICE", "ORG_SERVICE", "ANONYMOUS", "VIEWER"] as const

export type AccountType = (typeof accountTypes)[number]

export const isAccountType = (text: string): text is AccountType =>
  accountTypes.some((known) => known === text)
