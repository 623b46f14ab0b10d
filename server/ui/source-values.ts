import type { FieldModel, ObjectModel } from '../metadata/org-model.ts'
import { compileCell } from './cell.ts'
import type { FormBody } from './form-input.ts'
import { readRecord } from './read-record.ts'
import { type SourceValues, sourcePaths } from './source-paths.ts'
import type { Visit } from './visit.ts'

/** Names of the parameters with what a form's controls hold: `source.Status`. */
const SOURCE_PARAMETER = 'source.'

/**
 * The values of the record that is edited: as they stand in its form, else as they are stored. What nobody can say here is left
 * out: what is hidden from whoever asks, and what is typed and no value yet.
 */
export async function sourceValues(
  visit: Visit,
  object: ObjectModel,
  field: FieldModel,
  asked: FormBody,
): Promise<SourceValues> {
  const id = typeof asked.record === 'string' ? asked.record : ''
  const values = new Map<string, string | null>()
  for (const path of sourcePaths(field)) {
    const value = path === 'Id' ? id || null : await readSource(visit, object, path, asked)
    if (value !== undefined) values.set(path, value)
  }
  return values
}

async function readSource(
  visit: Visit,
  object: ObjectModel,
  path: string,
  asked: FormBody,
): Promise<string | null | undefined> {
  const { session, viewer } = visit
  const cell = path.includes('.') ? undefined : compileCell(session, object, path)
  if (!cell || cell.field.fieldType.ruleType(cell.field) === 'list') return undefined
  const sent = asked[SOURCE_PARAMETER + cell.path]
  if (sent !== undefined) {
    const parsed = await cell.look.fromInput([sent].flat(), { field: cell.field, viewer, session })
    return 'value' in parsed ? textOf(parsed.value) : undefined
  }
  if (typeof asked.record !== 'string' || asked.record === '') return undefined
  const record = await readRecord(session, object, asked.record, [cell]).catch(() => undefined)
  return record && textOf(cell.read(record).value)
}

const textOf = (value: unknown): string | null => (value === null ? null : String(value))
