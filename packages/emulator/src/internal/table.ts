import * as Iterable from "effect/Iterable"
import * as Number from "effect/Number"
import type * as Option from "effect/Option"
import * as RedBlackTree from "effect/RedBlackTree"

/** Rows by their ids, in ascending order; reading on from an id does not visit the rows before it. */
export type Table<A> = RedBlackTree.RedBlackTree<number, A>

export const empty = <A>(): Table<A> => RedBlackTree.empty(Number.Order)

export const get: <A>(table: Table<A>, id: number) => Option.Option<A> = RedBlackTree.findFirst

/** Puts a row under an id that no other has. */
export const add: <A>(table: Table<A>, id: number, row: A) => Table<A> = RedBlackTree.insert

/** Puts a row in the place of the one with its id, or in a new one. */
export const set = <A>(table: Table<A>, id: number, row: A): Table<A> =>
  RedBlackTree.insert(remove(table, id), id, row)

export const remove: <A>(table: Table<A>, id: number) => Table<A> = RedBlackTree.removeFirst

export const values: <A>(table: Table<A>) => Iterable<A> = RedBlackTree.values

/** The rows from an id up, in ascending order. */
export const from = <A>(table: Table<A>, id: number): Iterable<A> =>
  Iterable.map(RedBlackTree.greaterThanEqual(table, id), ([, row]) => row)

/** The rows below an id, in descending order. */
export const below = <A>(table: Table<A>, id: number): Iterable<A> =>
  Iterable.map(RedBlackTree.lessThanReversed(table, id), ([, row]) => row)
