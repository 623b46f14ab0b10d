import type { Sql } from 'sql-template-tag'
import type { Problem } from '../kernel/errors.ts'
import type { PickValKeys, Rule, RuleEnvironment, RuleType, RuleValue, SqlEnvironment } from './rule.ts'

/** A rule as a typed tree: what checking makes of JsonLogic, and what every back end starts from. */
export type Node = LiteralNode | ReferenceNode | ElementNode | ListNode | CallNode

export interface LiteralNode {
  readonly kind: 'literal'
  readonly type: RuleType
  readonly value: RuleValue
}

export interface ReferenceNode {
  readonly kind: 'reference'
  readonly type: RuleType
  /** As declared. */
  readonly path: string
  /** The value before this save. */
  readonly prior?: boolean
  /** Allowed values of a restricted picklist. */
  readonly values?: readonly string[]
  /** What is said of each value of a picklist. */
  readonly pickVals?: ReadonlyMap<string, PickValKeys>
}

/** The element that `some`, `all`, `none` and `filter` look at. */
export interface ElementNode {
  readonly kind: 'element'
  readonly type: 'text'
  readonly values?: readonly string[]
}

/** An array in the rule: the alternatives of `in`, a list of texts. */
export interface ListNode {
  readonly kind: 'list'
  readonly type: 'list'
  readonly items: readonly Node[]
}

export interface CallNode {
  readonly kind: 'call'
  readonly type: RuleType
  readonly operation: Operation
  readonly args: readonly Node[]
  /** Static bounds of a number: digits before and after the decimal point. */
  readonly bounds: NumberBounds
}

export interface NumberBounds {
  readonly digits: number
  readonly scale: number
}

/**
 * One operation of rules, whole in its place: how often and with what it may be called, what it answers in
 * JavaScript and in SQL. Both answers are total: bad values give blank, never an error.
 */
export interface Operation {
  readonly name: string
  /** Least and most arguments. */
  readonly arity: readonly [number, number]
  /** The ways to call it; the first that fits is taken. */
  readonly signatures?: readonly Signature[]
  /** Checks a call that signatures cannot say. Undefined: a problem was reported. */
  readonly check?: (call: CheckCall) => Node | undefined
  /** Called by json-logic-js, `this` being the environment. Absent: json-logic-js's own control flow. */
  readonly evaluate?: (this: RuleEnvironment, ...values: never[]) => unknown
  /** Absent: the rule cannot run in the database. */
  readonly sql?: (call: SqlCall) => Sql
  /** True: answers true or false (or a number, a text) whatever it is given. */
  readonly neverBlank?: boolean
  /** True: depends on more than its arguments (the record, the clock, the time zone). */
  readonly needsEnvironment?: boolean
  /** True: the answer changes as time passes, without any change of the record. */
  readonly asksClock?: boolean
  /** True: makes sense in a write only. */
  readonly needsPrior?: boolean
  /** True: the answer is one of the first argument's values. */
  readonly passesValues?: boolean
  /** Indexes of the arguments that the call may answer with. */
  readonly results?: (count: number) => readonly number[]
  readonly bounds?: (args: readonly Node[]) => NumberBounds
}

/**
 * Kind of a parameter: a type, or `any`; `same`: the same comparable type in all such places; `condition`: a
 * boolean, made from other types by `!!`; `printable`: a text, made from other types by `text`.
 */
export type Parameter = RuleType | 'any' | 'same' | 'condition' | 'printable'

export interface Signature {
  readonly parameters: readonly Parameter[]
  /** True: the last parameter may come again. */
  readonly rest?: boolean
  readonly result: RuleType | 'same'
  /** The answer is one of those in `same` places: they are not compared with each other. */
  readonly isChoice?: boolean
  /** Types that `same` may stand for. */
  readonly among?: readonly RuleType[]
  /** The node that takes the call's place, when another operation does the work. */
  readonly becomes?: (args: readonly Node[]) => Node
}

export interface CheckCall {
  readonly operation: Operation
  readonly raw: readonly Rule[]
  /** Set inside the rule of a quantifier: what `{"var": ""}` stands for there. */
  readonly element?: ElementNode | undefined
  /** Checks the argument; with `element`, as the rule of a quantifier. */
  argument(index: number, element?: ElementNode): Node | undefined
  arguments(): readonly Node[] | undefined
  /** The field, or its formula in its place; with `prior`, as it was before this save. */
  reference(path: string, index: number, prior?: boolean): Node | undefined
  coerce(node: Node, type: RuleType, index: number): Node | undefined
  /** The node as text; a literal must be one of the picklist's values and gets their case. */
  fitValue(node: Node, values: readonly string[] | undefined, index: number): Node | undefined
  /** The nodes in one type; `indexes` are the arguments that they came from. */
  unify(
    nodes: readonly Node[],
    indexes: readonly number[],
    how: 'compared' | 'chosen',
  ): readonly Node[] | undefined
  /** Reports a problem and gives undefined. */
  report(problem: Pick<Problem, 'code' | 'message' | 'hint'>, index?: number): undefined
}

export interface SqlCall {
  readonly node: CallNode
  readonly environment: SqlEnvironment
  /** True where null counts as false (WHERE): comparisons may then stay plain, so that an index serves them. */
  readonly asCriterion: boolean
  argument(index: number): Sql
  arguments(): readonly Sql[]
  mayBeBlank(index: number): boolean
  /** The argument as a condition in the same position as the call. */
  condition(index: number): Sql
  /** The call's boolean, with null made false unless that is left to the criterion. */
  decided(condition: Sql): Sql
  /** Hands the arguments over so that `body` may repeat them: what is not a plain value is computed once. */
  once(indexes: readonly number[], body: (...values: readonly Sql[]) => Sql): Sql
  /** SQL of a node that is not an argument of the call. */
  compile(node: Node): Sql
}
