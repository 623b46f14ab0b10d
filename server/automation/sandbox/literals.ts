import type { Literal } from '../../records/query/query.ts'
import { atelierModule } from './atelier-module.ts'

/**
 * A value of a condition as a query literal. Text that may be a date or an instant stays text here: the server,
 * which knows the field, decides.
 */
export function toLiteral(value: unknown): Literal {
  if (value === null || value === undefined) return { type: 'null', text: 'null' }
  if (typeof value === 'boolean') return { type: 'boolean', text: String(value) }
  if (typeof value === 'number') return { type: 'number', text: new atelierModule.Decimal(value).toFixed() }
  if (value instanceof atelierModule.Decimal) return { type: 'number', text: value.toFixed() }
  if (value instanceof Date) return { type: 'datetime', text: value.toISOString() }
  if (typeof value === 'string') return { type: 'string', text: value }
  throw new TypeError(`A condition cannot compare with ${typeof value}.`)
}
