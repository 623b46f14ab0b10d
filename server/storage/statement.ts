/** SQL text with `$n` parameters. A statement with a name is prepared once per connection. */
export interface Statement {
  readonly text: string
  readonly values: readonly unknown[]
  readonly name?: string
  /** It finds few rows by their keys, whatever the values are: it may share a connection with others. */
  readonly isQuick?: boolean
  /**
   * A read that takes little, whatever the values are, but long to plan: it shares few connections, which plan it once, and
   * is run again by itself where it is not fast after all.
   */
  readonly isBounded?: boolean
}

/** Rows as arrays of PostgreSQL's own text, in the order of the select list: no parsing, no rounding. */
export interface RawResult {
  readonly rows: readonly (readonly (string | null)[])[]
  readonly rowCount: number
  /** The command tag's first word: `SELECT`, `COMMIT`, `ROLLBACK`. */
  readonly command?: string
}
