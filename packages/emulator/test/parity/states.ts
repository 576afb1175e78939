import type { Coordinate } from "./coordinates.js"
import type { Findings } from "./findings.js"
import { given, type Values } from "./values.js"

/** What was found of a coordinate. */
export type State =
  | { readonly _tag: "Supported" }
  /** It varies only on an instance that was made with an option. */
  | { readonly _tag: "SupportedWith"; readonly option: string }
  | { readonly _tag: "Constant"; readonly value: string }
  | { readonly _tag: "Ignored" }
  | { readonly _tag: "NeverGiven" }
  /** Nothing was tried that would show it. */
  | { readonly _tag: "Untried" }

const supported: State = { _tag: "Supported" }

/** The state of a coordinate, from what was found by default and with each other option of an instance. */
export const stateOf = (
  { kind, name }: Coordinate,
  { effects, values }: Findings,
  byOption: ReadonlyMap<string, Values>
): State => {
  if (kind === "argument" || kind === "input field") {
    const isEffective = effects.get(name)
    return isEffective === undefined ? { _tag: "Untried" } : isEffective ? supported : { _tag: "Ignored" }
  }
  const state = stateIn(values, name)
  if (state._tag === "Supported") return state
  const [option] = [...byOption].find(([, others]) => stateIn(others, name)._tag === "Supported") ?? []
  return option === undefined ? state : { _tag: "SupportedWith", option }
}

const stateIn = (values: Values, name: string): State => {
  const [first, ...others] = values.get(name) ?? []
  if (first === undefined) return { _tag: "NeverGiven" }
  // What has fields of its own is told by them.
  return others.length > 0 || first === given ? supported : { _tag: "Constant", value: first }
}

/** What is wrong between what a coordinate claims and what was found of it, if anything; `around` claims for all within. */
export const contradiction = (
  { claims, name }: Coordinate,
  around: Coordinate["claims"],
  state: State
): string | undefined => {
  const claimed = [...claims, ...around].filter(({ _tag }) => _tag !== "Inferred" && _tag !== "Differs")
  const one = claimed.map((claim) => (claim._tag === "Always" ? `Always ${claim.value}` : claim._tag)).join()
  const found = shown(state)
  return one === found ? undefined : `${name}: described as "${one}", found to be "${found}"`
}

const shown = (state: State): string => {
  switch (state._tag) {
    case "Supported":
    case "SupportedWith":
      return ""
    case "Constant":
      return `Always ${state.value}`
    default:
      return state._tag
  }
}
