/**
 * Module 'atelier': what hooks are written with. Generated from the org's metadata; do not edit.
 * Dates are text `YYYY-MM-DD`, instants `YYYY-MM-DDTHH:mm:ss.SSSZ` (UTC), times `HH:mm:ss.SSS`: each compares as text.
 * Numbers are exact: `Decimal`.
 */
import { Decimal } from 'decimal.js'
import type { Children, Objects, Parents } from './sample-model.d.ts'

export { Decimal }

export type ObjectName = keyof Objects & string
export type FieldName<O extends ObjectName> = keyof Objects[O] & string
type ParentsOf<O> = O extends keyof Parents ? Parents[O] : Record<never, never>
type ParentName<O> = keyof ParentsOf<O> & string
type ParentObject<O, R> = R extends keyof ParentsOf<O>
  ? ParentsOf<O>[R] extends readonly [infer Target extends ObjectName, unknown]
    ? Target
    : never
  : never
type ParentNull<O, R> = R extends keyof ParentsOf<O>
  ? ParentsOf<O>[R] extends readonly [unknown, infer N]
    ? N
    : never
  : never

/** A field, or a field of a parent: `Status`, `order__r.Status`. Longer paths are accepted, up to five parents. */
export type FieldPath<O extends ObjectName> =
  | FieldName<O>
  | { [R in ParentName<O>]: `${R}.${FieldName<ParentObject<O, R>>}` }[ParentName<O>]

/** Type of the value at the end of a path; `never` when the path leads nowhere. */
export type ValueAt<O extends ObjectName, P extends string> =
  P extends FieldName<O>
    ? Objects[O][P]
    : P extends `${infer R}.${infer Rest}`
      ? R extends ParentName<O>
        ? ValueAt<ParentObject<O, R>, Rest> extends infer V
          ? [V] extends [never]
            ? never
            : V | ParentNull<O, R>
          : never
        : never
      : never
export type ValidPath<O extends ObjectName, P extends string> = [ValueAt<O, P>] extends [never]
  ? FieldPath<O>
  : P
export type ValidPaths<O extends ObjectName, P extends readonly string[]> = {
  [I in keyof P]: ValidPath<O, P[I]>
}

type FirstOf<P extends string> = P extends `${infer R}.${string}` ? R : never
type RestOf<P extends string, R extends string> = P extends `${R}.${infer Rest}` ? Rest : never
/** A row with the selected paths. Parents are nested objects, of nulls where there is no parent. */
export type Row<O extends ObjectName, P extends string, N = never> = {
  readonly [F in Extract<P, FieldName<O>>]: Objects[O][F] | N
} & {
  readonly [R in FirstOf<P> & ParentName<O>]: Row<ParentObject<O, R>, RestOf<P, R>, N | ParentNull<O, R>>
}

/** A child relationship of an object: `order_proposals__r`. */
export type ChildName<O extends ObjectName> = O extends keyof Children ? keyof Children[O] & string : never
/** As `ChildName`, called by its own name in messages. */
export type ChildPath<O extends ObjectName> = ChildName<O> | NoChild<O>
interface NoChild<O extends ObjectName> {
  readonly nothing: O
}
export type ChildObject<O extends ObjectName, C> = O extends keyof Children
  ? C extends keyof Children[O]
    ? Children[O][C] & ObjectName
    : never
  : never

/** What may be given where a value of the type is wanted: numbers also as number or text. */
export type Input<T> = T extends Decimal ? Decimal | number | string : T
