import { valuesNotOffered } from '../fields/dependent-values.ts'
import type { Value } from '../fields/field-type.ts'
import type { FieldModel, ObjectModel, RecordTypeModel } from '../metadata/org-model.ts'
import { constantDefaults } from '../records/constant-defaults.ts'
import type { ReadRecord } from '../records/read/output-records.ts'
import type { Cell } from './cell.ts'
import { readTarget } from './find-target.ts'
import type { FormBody, Texts } from './form-input.ts'
import type { InputTexts } from './look.ts'
import type { Visit } from './visit.ts'

/** What the controls of a record's form hold when it is opened. */
export function recordTexts(
  { viewer }: Pick<Visit, 'viewer'>,
  cells: Iterable<Cell>,
  record: ReadRecord,
): Texts {
  return new Map(
    [...cells].map(cell => [
      cell.field.name,
      cell.look.toInput(cell.read(record), { field: cell.field, viewer }),
    ]),
  )
}

/** What they hold when the address names values for some of these fields. */
export async function givenOver(
  visit: Pick<Visit, 'session' | 'viewer'>,
  cells: Iterable<Cell>,
  texts: Texts,
  given: FormBody,
): Promise<Texts> {
  const all = new Map(texts)
  for (const cell of cells) {
    const value = given[cell.field.name]
    if (typeof value === 'string') all.set(cell.field.name, await givenTexts(visit, cell, value))
  }
  return all
}

/** What they hold for a new record: what the address gives, else default values that can be told beforehand. */
export async function newTexts(
  visit: Pick<Visit, 'session' | 'viewer'>,
  cells: Iterable<Cell>,
  given: FormBody,
  recordType: RecordTypeModel | undefined,
): Promise<Texts> {
  const names = new Map(Object.keys(given).map(name => [name.toLowerCase(), name]))
  const texts = new Map<string, InputTexts>()
  const told = await toldDefaults(visit, cells)
  for (const cell of cells) {
    const { field } = cell
    const name = names.get(field.name.toLowerCase())
    const value = name === undefined ? undefined : given[name]
    const held =
      typeof value === 'string'
        ? await givenTexts(visit, cell, value)
        : await valueTexts(visit, cell, told.get(field.name) ?? defaultPick(field, recordType))
    texts.set(field.name, held)
  }
  const fields = new Map([...cells].map(({ field }) => [field.name.toLowerCase(), field]))
  for (const [name, field] of fields) {
    const controlling = fields.get(field.controllingField?.toLowerCase() ?? '')
    if (controlling && !names.has(name)) dropNotOffered(field, controlling, texts)
  }
  return texts
}

/** A default value that the other control does not offer is none. */
function dropNotOffered(field: FieldModel, controlling: FieldModel, texts: Map<string, InputTexts>): void {
  const held = texts.get(controlling.name) ?? []
  // A checkbox that is not checked holds no text.
  const isCheckbox = controlling.fieldType.ruleType(controlling) === 'boolean'
  const value = isCheckbox ? held.length > 0 : (held[0] ?? null)
  const wrong = valuesNotOffered(field, texts.get(field.name) ?? [], value)
  if (wrong.length > 0) texts.set(field.name, [])
}

async function toldDefaults({ session }: Pick<Visit, 'session'>, cells: Iterable<Cell>) {
  const shown = [...cells].map(({ field }) => field)
  const object = session.org.model.objects.get(shown[0]?.object.toLowerCase() ?? '')
  if (!object) return new Map<string, Value>()
  const fields = shown.flatMap(({ name }) => object.fields.get(name.toLowerCase()) ?? [])
  return constantDefaults(session, object, fields)
}

/** A value of an address, in the form of the API. */
function givenTexts(visit: Pick<Visit, 'session' | 'viewer'>, cell: Cell, text: string): Promise<InputTexts> {
  const parsed = cell.field.fieldType.parse(text, cell.field, visit.viewer)
  return valueTexts(visit, cell, 'value' in parsed ? parsed.value : null)
}

async function valueTexts(
  { session, viewer }: Pick<Visit, 'session' | 'viewer'>,
  { field, look }: Cell,
  value: Value,
): Promise<InputTexts> {
  const target =
    field.referenceTo && typeof value === 'string' ? await readTarget(session, field, value) : undefined
  return look.toInput({ value, target: target ?? null }, { field, viewer })
}

function defaultPick(
  field: FieldModel,
  recordType: RecordTypeModel | undefined,
): string | readonly string[] | null {
  const { values, name, fieldType } = field
  const ofType = recordType?.picklistValues.get(name.toLowerCase())
  const standard = values?.find(value => value.default)?.fullName
  const isOpen = !ofType || (standard !== undefined && ofType.values.includes(standard))
  const picked = ofType?.default ?? (isOpen ? standard : undefined) ?? null
  return picked !== null && fieldType.ruleType(field) === 'list' ? [picked] : picked
}

/** Fields of the layout that a record to be made shows as given: none yet. */
export function emptyRecord(object: ObjectModel): ReadRecord {
  return { Id: '', [object.nameField.name]: null }
}
