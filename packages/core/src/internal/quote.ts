/** A text as it stands in a sentence, whatever is in it. */
export const quote = (text: string): string => JSON.stringify(text)
