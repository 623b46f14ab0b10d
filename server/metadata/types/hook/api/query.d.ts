import type { Decimal } from 'decimal.js'
import type {
  ChildName,
  ChildObject,
  ChildPath,
  FieldPath,
  Input,
  ObjectName,
  Row,
  ValidPath,
  ValidPaths,
  ValueAt,
} from './names.d.ts'

type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>='
type Operator = Comparison | 'like' | 'in' | 'not in' | 'includes' | 'excludes'
type Operand<O extends ObjectName, P extends string, C extends Operator> = C extends 'in' | 'not in'
  ? readonly (Input<ValueAt<O, P>> | null)[] | Subquery
  : C extends 'includes' | 'excludes'
    ? readonly string[]
    : C extends 'like'
      ? string
      : Input<ValueAt<O, P>> | null

/** One condition; or groups of them, as deep as wanted: at least one of `any`, each of `all`, what `not` is not. */
export type Condition<O extends ObjectName> =
  | readonly [path: FieldPath<O>, operator: Operator, value: unknown]
  | { readonly any: readonly Condition<O>[] }
  | { readonly all: readonly Condition<O>[] }
  | { readonly not: Condition<O> }
/** What a condition has to be for its paths to lead somewhere and its values to fit; itself where nobody can tell. */
type Fitting<O extends ObjectName, C> = C extends readonly [
  infer P extends string,
  infer X extends Operator,
  infer V,
]
  ? readonly [ValidPath<O, P>, X, FittingValue<O, P, X, V>]
  : C extends { readonly any: infer L extends readonly unknown[] }
    ? { readonly any: FittingAll<O, L> }
    : C extends { readonly all: infer L extends readonly unknown[] }
      ? { readonly all: FittingAll<O, L> }
      : C extends { readonly not: infer N }
        ? { readonly not: Fitting<O, N> }
        : Condition<O>
/** Of a path that leads nowhere nothing more is said. */
type FittingValue<O extends ObjectName, P extends string, X extends Operator, V> = unknown extends V
  ? V
  : [ValueAt<O, P>] extends [never]
    ? V
    : Operand<O, P, X>
type FittingAll<O extends ObjectName, L extends readonly unknown[]> = {
  readonly [I in keyof L]: Fitting<O, L[I]>
}

/** What `in` takes: a query of one field. */
export interface Subquery {
  readonly query: object
}
type Aggregate<A extends string, T> = { readonly [K in A]: T }
type ChildLists<C extends string, R> = { readonly [K in C]: readonly { readonly [F in keyof R]: R[F] }[] }

/**
 * A query. Each step gives a new one; nothing is read before `rows`, `first`, `count` or `stream`. `R` is its row,
 * `A` the aliases of its aggregates.
 */
export interface Query<O extends ObjectName, R, A extends string = never> extends Subquery {
  select<const P extends readonly string[]>(...paths: ValidPaths<O, P>): Query<O, R & Row<O, P[number]>, A>
  /** The records that refer to this one, with an order and a limit of their own; none: an empty list. */
  children<const C extends string, CR>(
    relationship: C extends ChildName<O> ? C : ChildPath<O>,
    build: (children: Query<ChildObject<O, C>, unknown>) => Query<ChildObject<O, C>, CR>,
  ): Query<O, R & ChildLists<C, CR>, A>
  /** `in` takes a list or another query of one field; `includes` texts such as `A;B` (multi-select picklists). */
  where<const P extends string, const C extends Operator>(
    path: ValidPath<O, P>,
    operator: C,
    value: Operand<O, P, C>,
  ): Query<O, R, A>
  /** At least one of the conditions. */
  whereAny<const L extends readonly unknown[]>(
    conditions: L extends FittingAll<O, L> ? L : FittingAll<O, L>,
  ): Query<O, R, A>
  /** Not that, also where it cannot be said for lack of a value. */
  whereNot<const C>(condition: C extends Fitting<O, C> ? C : Fitting<O, C>): Query<O, R, A>
  /** By a field, or in a query with groups by the alias of an aggregate. */
  orderBy<const P extends string>(
    path: P extends A ? P : ValidPath<O, P>,
    direction?: 'asc' | 'desc',
    nulls?: 'first' | 'last',
  ): Query<O, R, A>
  /** Only the first row, by `orderBy`, for each value of the paths. */
  firstPer<const P extends readonly string[]>(...paths: ValidPaths<O, P>): Query<O, R, A>
  groupBy<const P extends readonly string[]>(...paths: ValidPaths<O, P>): Query<O, R, A>
  /** Only groups whose aggregate, by its alias, is so. */
  having<K extends A & keyof R>(
    alias: K,
    operator: Comparison,
    value: Input<NonNullable<R[K]>> | null,
  ): Query<O, R, A>
  sum<const P extends string, K extends string>(
    path: ValidPath<O, P>,
    alias: K,
  ): Query<O, R & Aggregate<K, Decimal | null>, A | K>
  avg<const P extends string, K extends string>(
    path: ValidPath<O, P>,
    alias: K,
  ): Query<O, R & Aggregate<K, Decimal | null>, A | K>
  min<const P extends string, K extends string>(
    path: ValidPath<O, P>,
    alias: K,
  ): Query<O, R & Aggregate<K, ValueAt<O, P> | null>, A | K>
  max<const P extends string, K extends string>(
    path: ValidPath<O, P>,
    alias: K,
  ): Query<O, R & Aggregate<K, ValueAt<O, P> | null>, A | K>
  countOf<const P extends string, K extends string>(
    path: ValidPath<O, P>,
    alias: K,
  ): Query<O, R & Aggregate<K, Decimal>, A | K>
  countDistinct<const P extends string, K extends string>(
    path: ValidPath<O, P>,
    alias: K,
  ): Query<O, R & Aggregate<K, Decimal>, A | K>
  limit(rows: number): Query<O, R, A>
  offset(rows: number): Query<O, R, A>
  /** Records of the recycle bin too. */
  withDeleted(): Query<O, R, A>
  /** Locks the rows until the transaction ends: a trigger's, or that of `db.transaction`. */
  forUpdate(): Query<O, R, A>
  rows(): Promise<{ readonly [K in keyof R]: R[K] }[]>
  first(): Promise<{ readonly [K in keyof R]: R[K] } | null>
  /** Rows, or firsts of `firstPer`. */
  count(): Promise<number>
  /** Row by row, in the order of their Ids, without holding all of them; with an order of your own they are held. */
  stream(): AsyncIterable<{ readonly [K in keyof R]: R[K] }>
}
