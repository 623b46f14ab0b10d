import type { QuerySlots } from './parser-state.ts'
import type { Literal, Query } from './query.ts'
import type { SlotValue } from './shape.ts'

/** The shape of a query that came as data: see `Shape` for those that came as text. */
export interface QueryShape {
  readonly key: string
  readonly values: readonly SlotValue[]
  readonly slots: QuerySlots
}

/** Types whose values are no part of the shape. */
const VARYING = new Set<Literal['type']>(['string', 'number', 'date', 'datetime', 'time'])

export function shapeOfQuery(query: Query): QueryShape {
  const values: SlotValue[] = []
  const literals = new Map<Literal | readonly Literal[], number>()
  const addSlot = (value: SlotValue): void => void literals.set(value, values.push(value) - 1)
  const { select, ...rest } = query
  const known = keyOfFields(select)
  const key = JSON.stringify(known === undefined ? query : rest, (name, value: unknown) => {
    if (name === 'values' && isUniformList(value)) {
      addSlot(value)
      return `[${value[0]?.type}]`
    }
    if (!isVarying(value)) return value
    // The same object may stand in several places: each is a slot of its own all the same.
    if (!literals.has(value)) addSlot(value)
    return `${value.type}#${literals.get(value)}`
  })
  return { key: known === undefined ? key : key + known, values, slots: { literals } }
}

const fieldKeys = new WeakMap<Query['select'], string>()

/** Of a list of fields alone, which whoever asks again and again keeps; undefined for everything else. */
function keyOfFields(select: Query['select']): string | undefined {
  const known = fieldKeys.get(select)
  if (known !== undefined) return known
  if (!Array.isArray(select) || !select.every(item => item.kind === 'field')) return undefined
  const key = JSON.stringify(select)
  fieldKeys.set(select, key)
  return key
}

function isVarying(value: unknown): value is Literal {
  if (typeof value !== 'object' || value === null) return false
  const { type, text, kind } = value as Partial<Literal> & { kind?: unknown }
  return (
    kind === undefined && type !== undefined && VARYING.has(type) && typeof text === 'string' && text !== ''
  )
}

function isUniformList(value: unknown): value is readonly Literal[] {
  if (!Array.isArray(value) || value.length === 0) return false
  const { type } = value[0] as Literal
  return value.every(item => isVarying(item) && item.type === type)
}
