import { isIP } from "node:net"

/**
 * Whether a name can be trusted to mean this machine. A page of another site reaches a server here only under a name of
 * its own that it lets resolve to it (DNS rebinding): an address is no such name, and nor are the reserved ones.
 */
const isTrusted = (hostname: string, allowed: ReadonlySet<string>): boolean =>
  hostname === "127.0.0.1" ||
  hostname === "localhost" ||
  hostname.endsWith(".localhost") ||
  isIP(hostname) !== 0 ||
  allowed.has(hostname)

/** The name in a `Host` header, without the port. */
const hostnameOf = (host: string): string => {
  const name = host.toLowerCase().replace(/:\d*$/, "")
  return name.startsWith("[") ? name.slice(1, -1) : name
}

/** Where a request goes: a target that is a whole URL overrules the `Host` header. */
export const destination = (
  target: string,
  host: string | undefined
): { readonly host: string | undefined; readonly target: string } => {
  if (target.startsWith("/")) return { host, target }
  const [, authority, rest = ""] = /^https?:\/\/([^/?#]*)(.*)$/i.exec(target) ?? []
  if (authority === undefined) return { host, target }
  return { host: authority, target: rest.startsWith("/") ? rest : `/${rest}` }
}

/** Why a request is not served: it was sent to another name, or by a page of another origin. */
export const refusal = (
  host: string | undefined,
  origin: string | undefined,
  allowed: ReadonlySet<string>
): { readonly status: number; readonly reason: string } | undefined => {
  if (host === undefined || !isTrusted(hostnameOf(host), allowed)) {
    return { status: 421, reason: "this server does not answer to that name: start it with the name allowed" }
  }
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) {
    return { status: 403, reason: "pages of other origins may not ask this server" }
  }
  return undefined
}

/** Whether only this machine can reach what listens there. */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host)
