import { Decimal } from 'decimal.js'
import type { HookInput, TriggerAnswer } from '../protocol.ts'
import type { Handler } from './atelier-module.ts'
import { type Row, toRows } from './row-table.ts'

type TriggerInput = Extract<HookInput, { kind: 'trigger' }>
type ErrorEntry = TriggerAnswer['errors'][number]

/** Gives the handler its records and collects what it changed and which records it refused. */
export async function runTrigger(
  handler: Handler,
  context: object,
  input: TriggerInput,
): Promise<TriggerAnswer> {
  const [when, operation] = input.event.split(' ') as [string, string]
  const errors: ErrorEntry[] = []
  const changes = when === 'before' && operation !== 'delete'
  const read = (rows: TriggerInput['new']): readonly Row[] | null => rows && toRows(input.columns, rows)
  const old = freeze(withErrors(read(input.old), input.new ? undefined : errors))
  const records = withChanges(withErrors(read(input.new), errors), old)
  const before = changes ? records?.map(record => ({ ...record })) : undefined
  if (!changes) freeze(records)
  await handler({
    ...context,
    event: input.event,
    isBefore: when === 'before',
    isAfter: when === 'after',
    isInsert: operation === 'insert',
    isUpdate: operation === 'update',
    isDelete: operation === 'delete',
    isUndelete: operation === 'undelete',
    old,
    new: records,
    oldMap: old && mapOf(old),
    newMap: records && input.event !== 'before insert' ? mapOf(records) : null,
    records: records ?? old,
  })
  return { changes: before && records ? findChanges(before, records) : [], errors }
}

function withErrors(records: readonly Row[] | null, errors: ErrorEntry[] | undefined): readonly Row[] | null {
  if (!errors) return records
  records?.forEach((record, index) => {
    const addError = (fieldOrMessage: string, message?: string): void => {
      errors.push(message === undefined ? [index, null, fieldOrMessage] : [index, fieldOrMessage, message])
    }
    Object.defineProperty(record, 'addError', { value: addError })
  })
  return records
}

function withChanges(records: readonly Row[] | null, old: readonly Row[] | null): readonly Row[] | null {
  records?.forEach((record, index) => {
    const before = old?.[index]
    const isChanged = (field: string): boolean =>
      before !== undefined && !isSame(before[field] ?? null, record[field] ?? null)
    Object.defineProperty(record, 'isChanged', { value: isChanged })
  })
  return records
}

function mapOf(records: readonly Row[]): ReadonlyMap<unknown, Row> {
  return new Map(records.map(record => [record.Id, record]))
}

function freeze(records: readonly Row[] | null): readonly Row[] | null {
  records?.forEach(record => void Object.freeze(record))
  return records && Object.freeze(records)
}

function findChanges(before: readonly Row[], after: readonly Row[]): TriggerAnswer['changes'] {
  const changes: [number, Row][] = []
  after.forEach((record, index) => {
    const old = before[index] as Row
    const names = Object.keys(record).filter(name => !isSame(old[name], record[name]))
    if (names.length)
      changes.push([index, Object.fromEntries(names.map(name => [name, record[name] ?? null]))])
  })
  return changes
}

function isSame(left: unknown, right: unknown): boolean {
  if (Decimal.isDecimal(left) && typeof right === 'number') return left.eq(right)
  return left === right || JSON.stringify(left) === JSON.stringify(right)
}
