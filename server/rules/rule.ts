import type { Decimal } from 'decimal.js'
import type { Sql } from 'sql-template-tag'

/** A JsonLogic expression as it stands in a metadata file. */
export type Rule = null | boolean | number | string | readonly Rule[] | { readonly [operator: string]: Rule }

/** What a rule computes with. A picklist is text, a lookup is an id; `list` is a multi-select picklist. */
export type RuleType =
  | 'text'
  | 'id'
  | 'number'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'time'
  | 'list'
  /** The type of the literal null; fits every other. */
  | 'null'

/**
 * A value inside a rule. Numbers are exact decimals; a date is `YYYY-MM-DD`, a time `HH:mm:ss.SSS`, a date-time
 * `YYYY-MM-DDTHH:mm:ss.SSSZ` (UTC), so that each compares as text. Blank text is null.
 */
export type RuleValue = null | boolean | string | Decimal | readonly string[]

/** A rule that was checked against its scope: every operator known, every reference resolved, every type right. */
export interface CompiledRule {
  /** Pure JsonLogic with inlined formulas and literals in rule form; what `evaluateRule` runs and the browser gets. */
  readonly logic: Rule
  readonly type: RuleType
  /** Paths that the rule reads, as declared: `Status`, `order__r.Account.Name`, `$Source.Id`, `$User.Id`. */
  readonly references: readonly string[]
  /** The type of each reference: with `logic` it is all that another back end needs. */
  readonly types: Readonly<Record<string, RuleType>>
  /** True when it asks isNew, isChanged or priorValue, so it makes sense in a write only. */
  readonly needsPrior: boolean
}

/** What is said of a picklist's value beside its name: `closed`, `won`, `probability`, `category` … */
export interface PickValKeys {
  readonly category?: string
  readonly forecastCategory?: string
  readonly probability?: number
  readonly closed?: boolean
  readonly won?: boolean
  readonly converted?: boolean
  readonly reviewed?: boolean
  readonly highPriority?: boolean
}

/** What a path of a rule stands for, at compile time. */
export interface ScopeField {
  /** The path as declared (canonical case). */
  readonly path: string
  readonly type: RuleType
  /** Set for a formula field: its own rule, with references relative to the record that holds it. */
  readonly formula?: Rule
  /** Set for a formula field: blank numbers that it reads count as 0. */
  readonly blanksAsZero?: boolean
  /** Formula text computes with its values as fractions, as Salesforce does: 25 % is 0.25. JsonLogic has 25. */
  readonly isPercent?: boolean
  /** Allowed values of a restricted picklist: literals compared with it are checked and brought to their case. */
  readonly values?: readonly string[]
  /** Of a picklist: what is said of each of its values. */
  readonly pickVals?: ReadonlyMap<string, PickValKeys>
}

export interface RuleScope {
  /** Undefined when there is no such field. */
  resolve(path: string): ScopeField | undefined
  /** What is wrong with a path that `resolve` did not resolve, where there is more to say than that it is not there. */
  explain?(path: string): { readonly message: string; readonly hint?: string | undefined } | undefined
  /** Names to suggest from, for the "did you mean" of an unknown path. */
  names(path: string): readonly string[]
}

/** What a rule is evaluated in: one record with its parents. */
export interface RuleEnvironment {
  value(path: string): RuleValue
  prior(path: string): RuleValue
  readonly isNew: boolean
  readonly now: Date
  /** IANA name; `today` and date parts of date-times are taken there. */
  readonly timeZone: string
}

/** What a rule compiles to SQL in. */
export interface SqlEnvironment {
  /** The SQL expression of a path's value, in its real type. */
  column(path: string): Sql
  /** Expression of the current instant, timestamptz. May hold a bind slot. */
  readonly now: Sql
  readonly timeZone: Sql
}
