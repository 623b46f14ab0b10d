import { createHash } from 'node:crypto'
import pg from 'pg'
import type { Sql } from 'sql-template-tag'
import type { Statement } from '../statement.ts'

/** Stands in an `Sql` for a value that is only known at execution. The same slot may stand in many places. */
export interface Slot {
  readonly slot: number
}

/** SQL compiled once: text with `$n`, the name that it is prepared under, and where each parameter comes from. */
export interface PreparedSql {
  readonly name: string
  readonly text: string
  /** One entry a parameter: a slot to fill, or a constant. */
  readonly parameters: readonly unknown[]
  /** See `Statement`. */
  readonly isQuick?: boolean
}

const slots: Slot[] = []
const known = new WeakSet<object>()

/** The slot of an index, always the same object. */
export function slot(index: number): Slot {
  const existing = slots[index]
  if (existing) return existing
  const made = Object.freeze({ slot: index })
  known.add(made)
  slots[index] = made
  return made
}

export function isSlot(value: unknown): value is Slot {
  return typeof value === 'object' && value !== null && known.has(value)
}

/** Short and stable: equal text, equal name. */
export function statementName(text: string): string {
  return `a${createHash('sha1').update(text).digest('base64url').slice(0, 16)}`
}

/**
 * Numbers the parameters (a slot that stands in several places is one parameter) and names the text. `isConstant`: texts that
 * are no slots become part of it, so that PostgreSQL plans it for them, and once.
 */
export function prepare(sql: Sql, isConstant = false): PreparedSql {
  const parameters: unknown[] = []
  const positions = new Map<Slot, number>()
  let text = sql.strings[0] as string
  for (const [index, value] of sql.values.entries()) {
    text +=
      isConstant && typeof value === 'string'
        ? pg.escapeLiteral(value)
        : `$${positionOf(value, parameters, positions)}`
    text += sql.strings[index + 1]
  }
  return Object.freeze({ name: statementName(text), text, parameters: Object.freeze(parameters) })
}

function positionOf(value: unknown, parameters: unknown[], positions: Map<Slot, number>): number {
  if (!isSlot(value)) return parameters.push(value)
  const known = positions.get(value)
  if (known !== undefined) return known
  const position = parameters.push(value)
  positions.set(value, position)
  return position
}

/** Puts values (by slot index) into a prepared text. A slot without a value is null. */
export function bindSlots(prepared: PreparedSql, slotValues: readonly unknown[]): Statement {
  const { parameters } = prepared
  const values = new Array<unknown>(parameters.length)
  for (let i = 0; i < parameters.length; i++) {
    const parameter = parameters[i]
    values[i] = isSlot(parameter) ? (slotValues[parameter.slot] ?? null) : parameter
  }
  return { name: prepared.name, text: prepared.text, values, isQuick: prepared.isQuick === true }
}

/** A statement without slots, for SQL that is run once: not prepared under a name. */
export function toStatement(sql: Sql): Statement {
  return { text: sql.text, values: sql.values }
}

/** Of statements of the server's own: there are not many. */
const names = new Map<string, string>()
const MOST_NAMES = 1_000

/** A statement without slots that is run again and again with the same text. */
export function toPrepared(sql: Sql): Statement {
  const { text, values } = sql
  const name = names.get(text) ?? statementName(text)
  if (names.size >= MOST_NAMES) names.clear()
  names.set(text, name)
  return { name, text, values }
}

/** One that finds few rows by their keys. */
export function toQuick(sql: Sql): Statement {
  return { ...toPrepared(sql), isQuick: true }
}
