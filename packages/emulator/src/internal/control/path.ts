/** Under which everything is that controls an instance. */
export const prefix = "/_emulator"

/** Whether a path is for control, be there something or not. */
export const isControl = (path: string): boolean => path === prefix || path.startsWith(`${prefix}/`)

export const snapshot = `${prefix}/snapshot`

export const openApi = `${prefix}/openapi.json`
