/** An email address in the form in which two of them are compared: case does not tell them apart. */
export const addressKey = (email: string): string => email.toLowerCase()

/** Whether two email addresses are one. */
export const sameAddress = (one: string, other: string): boolean => addressKey(one) === addressKey(other)
