import { beside } from "../processes.js"

/** How much memory a process grew by, in MiB, while it streamed so many users: up to the first 10,000, and up to the end. */
export interface Growth {
  readonly count: number
  readonly early: number
  readonly peak: number
}

/** What is left to the streaming process for its heap. Without a limit Node lets garbage lie for as long as there is room. */
const heapLimit = 64

export const measureMemory = async (users: number) => {
  const emulator = await beside<{ readonly url: string; readonly apiKey: string }>(
    new URL("./emulated.ts", import.meta.url),
    [String(users)]
  )
  const stream = async (execArgv: ReadonlyArray<string>): Promise<Growth> => {
    const { stop, told } = await beside<Growth>(
      new URL("./streaming.ts", import.meta.url),
      [emulator.told.url, emulator.told.apiKey],
      execArgv
    )
    stop()
    return told
  }
  try {
    return { limited: await stream([`--max-old-space-size=${heapLimit}`]), unlimited: await stream([]) }
  } finally {
    emulator.stop()
  }
}
