import { Decimal } from 'decimal.js'

type Row = Readonly<Record<string, unknown>>

/** Rows by a field; of several with one value the last. */
export function indexBy(rows: Iterable<Row>, key: string): Map<unknown, Row> {
  const index = new Map<unknown, Row>()
  for (const row of rows) index.set(row[key], row)
  return index
}

/** Rows by a field, or by what a function makes of each; in the order in which they come. */
export function groupBy(
  rows: Iterable<Row>,
  key: string | ((row: Row) => unknown),
): Map<unknown, readonly Row[]> {
  const keyOf = typeof key === 'function' ? key : (row: Row): unknown => row[key]
  const groups = new Map<unknown, Row[]>()
  // Two numbers of one worth are two objects: the first of them is the key of both.
  const numbers = new Map<string, unknown>()
  for (const row of rows) {
    const found = keyOf(row)
    const text = Decimal.isDecimal(found) ? found.toString() : undefined
    if (text !== undefined && !numbers.has(text)) numbers.set(text, found)
    const own = text === undefined ? found : numbers.get(text)
    const group = groups.get(own)
    if (group) group.push(row)
    else groups.set(own, [row])
  }
  return groups
}
