/** What is wrong with a share in words such as `25%`, if anything is. */
export const problemOfShare = (text: string): string | undefined => {
  if (!/^\d+(?:\.\d+)?%$/.test(text)) return "it is no share such as 25%"
  return Number.parseFloat(text) > 100 ? "it is more than 100%" : undefined
}

/** Whether a number is a share, which what came from elsewhere may not be, and is not compared with then. */
export const isShare = (share: number): boolean => share >= 0 && share <= 1

export const numberOfShare = (text: string): number => Number.parseFloat(text) / 100
