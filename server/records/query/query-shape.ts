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
  const slotOf = (value: SlotValue): string => {
    if (!literals.has(value)) literals.set(value, values.push(value) - 1)
    return `#${literals.get(value)}`
  }
  /** Texts have their length before them, and so nothing in them can be taken for what stands around them. */
  const write = (value: unknown, name: string): string => {
    if (typeof value === 'string') return `${value.length}:${value}`
    if (typeof value !== 'object' || value === null) return String(value)
    if (name === 'select') return keyOfFields(value as Query['select']) ?? writeObject(value)
    // The same object may stand in several places: which one it is belongs to the shape.
    if (name === 'values' && isUniformList(value)) return `[${value[0]?.type}]${slotOf(value)}`
    return isVarying(value) ? `${value.type}${slotOf(value)}` : writeObject(value)
  }
  const writeObject = (value: object): string => {
    let text = Array.isArray(value) ? '[' : '{'
    for (const [name, part] of Object.entries(value)) {
      if (part !== undefined) text += `${name.length}:${name}=${write(part, name)},`
    }
    return `${text};`
  }
  return { key: writeObject(query), values, slots: { literals } }
}

const fieldKeys = new WeakMap<Query['select'], string>()
/** Numbers of lists of fields, which are long: there are as many as there are lists on pages. */
const numbers = new Map<string, number>()
let lastNumber = 0
const MOST_NUMBERS = 10_000

/** Of a list of fields alone, which whoever asks again and again keeps; undefined for everything else. */
function keyOfFields(select: Query['select']): string | undefined {
  const known = fieldKeys.get(select)
  if (known !== undefined) return known
  if (!Array.isArray(select) || !select.every(item => item.kind === 'field')) return undefined
  const fields = JSON.stringify(select)
  const number = numbers.get(fields) ?? ++lastNumber
  if (numbers.size >= MOST_NUMBERS) numbers.clear()
  numbers.set(fields, number)
  const key = `#${number}`
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
