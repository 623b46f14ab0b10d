import { createHash } from 'node:crypto'
import type { Statement } from '../statement.ts'

/** Texts and names may have signs that look like a parameter. */
const PARAMETER = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\d+)/g

/**
 * Prepared statements as one: each row begins with the place, from 0, of the statement that it is of. They must have as
 * many columns, of the same types. What is sent as bytes is sent once.
 */
export function unionAll(statements: readonly Statement[]): Statement {
  const values: unknown[] = []
  const parts = statements.map((statement, place) => {
    const positions = statement.values.map(value => positionOf(value, values))
    const text = statement.text.replace(PARAMETER, (sign: string, number?: string) =>
      number === undefined ? sign : `$${positions[Number(number) - 1]}`,
    )
    return `(SELECT ${place}, part.* FROM (${text}) AS part)`
  })
  const text = parts.join(' UNION ALL ')
  // Their own names tell the model, too, that they are of.
  const names = createHash('sha1').update([text, ...statements.map(({ name }) => name)].join(' '))
  return { name: `u${names.digest('base64url').slice(0, 16)}`, text, values }
}

function positionOf(value: unknown, values: unknown[]): number {
  const known = Buffer.isBuffer(value) ? values.indexOf(value) : -1
  return known < 0 ? values.push(value) : known + 1
}
