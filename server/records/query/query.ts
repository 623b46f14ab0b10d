/**
 * A query as plain, serialisable data: what SOQL text, the hooks' query builder, list views and REST parameters
 * all become before a read plan is made of it. Names are as written; resolving them is the plan's work.
 */
export interface Query {
  readonly from: string
  readonly select: readonly SelectItem[]
  readonly where?: Condition
  readonly groupBy?: readonly (FieldOperand | FunctionOperand)[]
  readonly groupKind?: 'plain' | 'rollup' | 'cube'
  readonly having?: Condition
  readonly orderBy?: readonly OrderItem[]
  readonly limit?: number
  readonly offset?: number
  /** Whoever asks knows that it finds few rows by their keys, whatever these are. */
  readonly isQuick?: boolean
  /** So few rows may be found that PostgreSQL is not to count on the limit being reached soon. */
  readonly isRare?: boolean
  /** Only so many of the newest records are looked through, deleted ones among them. */
  readonly amongNewest?: number
  /** `live` leaves out deleted records, `all` (queryAll, ALL ROWS) keeps them. */
  readonly scope: 'live' | 'all'
  readonly forUpdate?: boolean
  /** USING SCOPE mine: only records that the asking user owns. */
  readonly filterScope?: 'everything' | 'mine'
  /** Only records that the filter of this list view of the object takes. */
  readonly listView?: string
  /** Keep only the first row, by `orderBy`, for each combination of these fields. */
  readonly firstPer?: readonly string[]
}

export type SelectItem =
  | { readonly kind: 'field'; readonly path: string; readonly alias?: string }
  /** COUNT() without an argument has no `path`. Date functions and FORMAT, toLabel are here too. */
  | (FunctionOperand & { readonly alias?: string })
  | { readonly kind: 'subquery'; readonly query: Query }
  | { readonly kind: 'fields'; readonly set: 'ALL' | 'STANDARD' | 'CUSTOM' }
  | {
      readonly kind: 'typeof'
      readonly path: string
      readonly when: readonly { readonly object: string; readonly fields: readonly string[] }[]
      readonly otherwise?: readonly string[]
    }

export interface FieldOperand {
  readonly kind: 'field'
  readonly path: string
}

/** `CALENDAR_YEAR(CreatedDate)`, `COUNT(Id)`, `COUNT_DISTINCT(x)` … */
export interface FunctionOperand {
  readonly kind: 'function'
  readonly name: string
  readonly path?: string
  /** A function around a function: `CALENDAR_YEAR(convertTimezone(CreatedDate))`, `FORMAT(MIN(Amount))`. */
  readonly of?: FunctionOperand
}

export type Operand = FieldOperand | FunctionOperand

export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'LIKE'

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | {
      readonly kind: 'compare'
      readonly left: Operand
      readonly operator: ComparisonOperator
      readonly right: Literal
    }
  | {
      readonly kind: 'in'
      readonly left: Operand
      readonly not: boolean
      readonly values: readonly Literal[]
    }
  /** INCLUDES / EXCLUDES of multi-select picklists: each text is a `A;B` combination. */
  | {
      readonly kind: 'includes'
      readonly left: Operand
      readonly not: boolean
      readonly values: readonly Literal[]
    }
  | { readonly kind: 'semiJoin'; readonly left: FieldOperand; readonly not: boolean; readonly query: Query }
  | SearchCondition
  | LookupCondition

/** Records that the filter of a lookup lets through, for a record with these values. */
export interface LookupCondition {
  readonly kind: 'lookup'
  /** Who looks: the object, and its field. */
  readonly object: string
  readonly field: string
  /** By field name; what is not there yet is left out. */
  readonly values: Readonly<Record<string, Literal>>
}

/** Records in whose readable fields a search finds something. */
export interface SearchCondition {
  readonly kind: 'search'
  readonly find: FindNode
  readonly among: SearchScope
  /** Indexes that are not there yet, on tables too big to do without: their fields are left out. */
  readonly missing: readonly string[]
  /** Schema of pg_trgm; left out: nothing is found by likeness. */
  readonly trigrams?: string
}

/** IN … FIELDS of a search. */
export type SearchScope = 'ALL' | 'NAME' | 'EMAIL' | 'PHONE'

/** What is to be found. */
export type FindNode =
  | { readonly op: 'and' | 'or'; readonly of: readonly FindNode[] }
  | { readonly op: 'not'; readonly of: FindNode }
  /** A word, or several that follow each other (`isPhrase`); `isPrefix`: of the last one, the beginning. */
  | {
      readonly op: 'words'
      readonly words: Literal
      readonly isPhrase: boolean
      readonly isPrefix: boolean
    }
  /** Words that begin so and match the regular expression. */
  | { readonly op: 'pattern'; readonly begins: Literal; readonly matches: Literal }
  /** A name that begins so. */
  | { readonly op: 'beginning'; readonly beginning: Literal }
  /**
   * A name with a word that begins so. `by`: what finds it: groups of its letters (left out), the index over all words (for
   * what few records have), or nothing, because something else finds the record.
   */
  | { readonly op: 'nameWord'; readonly word: Literal; readonly by?: 'words' | 'nothing' }
  /**
   * A name with a word like this one. `least`: how much, from 0 to 1; left out: as much as an index finds. `spellings`: that is
   * one of these, with blanks between them.
   */
  | {
      readonly op: 'likeness'
      readonly word: Literal
      readonly least?: number
      readonly spellings?: Literal
    }

/** A literal as written. `dateLiteral` is TODAY, LAST_N_DAYS:30 … */
export interface Literal {
  readonly type:
    | 'string'
    | 'number'
    | 'boolean'
    | 'null'
    | 'date'
    | 'datetime'
    | 'time'
    | 'dateLiteral'
    | 'currency'
  /** A string without its quotes and escapes. */
  readonly text: string
  /** The string as a LIKE pattern (`\\%`, `\\_` and `\\\\` kept), where that is not `text` itself. */
  readonly pattern?: string
}

export interface OrderItem {
  readonly operand: Operand
  readonly descending: boolean
  readonly nulls?: 'first' | 'last'
}
