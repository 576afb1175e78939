import * as Either from "effect/Either"

export const defaultBaseUrl = "https://api.wandb.ai"

const isWandbHost = (host: string): boolean => host === "wandb.ai" || host.endsWith(".wandb.ai")

const problemOf = (url: URL): string | undefined => {
  if (url.protocol !== "https:" && url.protocol !== "http:") return "must start with https:// or http://"
  // What stands in a URL ends up in logs, spans and error messages.
  if (url.username !== "" || url.password !== "") return "must not hold a username or password"
  if (url.search !== "" || url.hash !== "") return "must not have a query or a fragment"
  if (!isWandbHost(url.hostname)) return undefined
  if (!url.hostname.includes("api.")) return `is not W&B's API: did you mean ${defaultBaseUrl}?`
  if (url.protocol !== "https:") return "must start with https:// for W&B's own service"
  return undefined
}

/** Checks a base URL by the official client's rules; keeps a path prefix and drops trailing slashes. */
export const parse = (text: string): Either.Either<string, string> => {
  if (!/^[a-z]+:\/\//i.test(text)) return Either.left("must start with https:// or http://")
  if (!URL.canParse(text)) return Either.left("is not a URL, such as https://wandb.example.com")
  const url = new URL(text)
  const problem = problemOf(url)
  return problem === undefined
    ? Either.right(`${url.origin}${url.pathname.replace(/\/+$/, "")}`)
    : Either.left(problem)
}
