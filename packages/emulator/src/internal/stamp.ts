let last = { millis: 0, text: new Date(0).toISOString() }

/** A time as W&B writes it. The last one is remembered: a busy server stamps many times in a millisecond. */
export const stamp = (millis: number): string => {
  if (millis !== last.millis) last = { millis, text: new Date(millis).toISOString() }
  return last.text
}
