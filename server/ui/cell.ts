import type { Value } from '../fields/field-type.ts'
import { keyPrefixOf } from '../kernel/ids.ts'
import type { FieldModel, ObjectModel } from '../metadata/org-model.ts'
import { parentRelationshipName } from '../metadata/resolve-path.ts'
import type { Session } from '../org/session.ts'
import { modelInWords, recordText } from '../org/words.ts'
import type { SelectItem } from '../records/query/query.ts'
import type { ReadRecord } from '../records/read/output-records.ts'
import { recordPath } from './addresses.ts'
import { type Look, lookOf, type ShownValue } from './look.ts'

/** A field of an object or of its parents, as a page shows it. */
export interface Cell {
  /** As declared: `Status`, `Account.Name`. */
  readonly path: string
  readonly label: string
  readonly field: FieldModel
  readonly look: Look
  /** Of its look: to read and to edit it. */
  readonly templates: { readonly read: string; readonly edit: string }
  /** What the cells of a list say of their column, where they have a value and where they have none. */
  readonly column: { readonly shown: ColumnView; readonly blank: ColumnView }
  readonly head: FieldHead
  /** What has to be read for it. */
  readonly selects: readonly string[]
  readonly read: (record: ReadRecord) => ShownValue
  /** Of an amount: path of the picklist that says its currency; empty: none does that may be seen. */
  readonly currencyPath: string
  /** False: the amounts are in several currencies, and which ones may not be seen. They have no sum. */
  readonly isSummable: boolean
  /** Address of the record that the cell names; empty for what is no name. */
  readonly addressOf: (record: ReadRecord) => string
}

/** What a page says of a field, whatever its value is. */
export interface FieldHead {
  readonly name: string
  readonly label: string
  readonly help: string
  readonly isWide: boolean
  readonly isNumeric: boolean
  /** Characters that it has room for; null: as many as its type has. */
  readonly length: number | null
}

export interface ColumnView {
  readonly label: string
  readonly isNumeric: boolean
  readonly isBlank: boolean
  /** Of the style sheet; empty: none. */
  readonly classes: string
}

type Asking = Pick<Session, 'org' | 'access' | 'principal'>

/** Undefined for what is not there, or hidden from whoever asks. */
export function compileCell(asking: Asking, object: ObjectModel, path: string): Cell | undefined {
  const names = path.split('.')
  const last = names.pop() as string
  let reached: readonly ObjectModel[] = [object]
  for (const name of names) reached = followLookup(asking, reached, name)
  const owner = reached.find(one => readableField(asking, one, last))
  const field = owner && readableField(asking, owner, last)
  if (!field) return undefined
  const before = names.map(name => `${name}.`).join('')
  const isName = owner.nameField === field
  const look = lookOf(field)
  const label = labelOf(field)
  const isNumeric = look.isNumeric === true
  const currency = currencyOf(asking, owner, field)
  return Object.freeze({
    path: before + field.name,
    label,
    field,
    look,
    column: { shown: columnView(label, isNumeric, false), blank: columnView(label, isNumeric, true) },
    head: Object.freeze({
      name: field.name,
      label,
      help: field.inlineHelpText ?? '',
      isWide: look.isWide === true,
      isNumeric,
      length: field.length ?? null,
    }),
    templates: { read: `looks/${look.name}/read`, edit: `looks/${look.name}/edit` },
    selects: [
      before + field.name,
      ...(isName || owner.recordTexts ? [`${before}Id`] : []),
      ...(currency ? [before + currency.name] : []),
      ...targetNames(asking, field, before),
    ],
    read: currency
      ? record => readAmount(field, currency, recordAt(record, names))
      : readerOf(asking, owner, field, names),
    currencyPath: currency ? before + currency.name : '',
    isSummable: field.currencyField === undefined || currency !== undefined,
    addressOf: record => {
      const named = isName ? recordAt(record, names) : undefined
      return named ? recordPath(owner.name, String(named.Id)) : ''
    },
  } satisfies Cell)
}

function columnView(label: string, isNumeric: boolean, isBlank: boolean): ColumnView {
  const classes = [...(isNumeric ? ['numeric'] : []), ...(isBlank ? ['blank'] : [])]
  return Object.freeze({ label, isNumeric, isBlank, classes: classes.join(' ') })
}

function readableField({ access }: Asking, object: ObjectModel, name: string): FieldModel | undefined {
  const field = object.fields.get(name.toLowerCase())
  return field && access.field(field, 'read') ? field : undefined
}

/** The picklist beside an amount that says its currency. */
function currencyOf(asking: Asking, owner: ObjectModel, { currencyField }: FieldModel) {
  return currencyField === undefined ? undefined : readableField(asking, owner, currencyField)
}

function followLookup(asking: Asking, from: readonly ObjectModel[], name: string): readonly ObjectModel[] {
  const { access } = asking
  const lookups = from.flatMap(object => object.parents.get(name.toLowerCase()) ?? [])
  return lookups
    .filter(lookup => access.field(lookup, 'read'))
    .flatMap(lookup => readableTargets(asking, lookup))
}

function readableTargets(asking: Asking, { referenceTo = [] }: FieldModel): readonly ObjectModel[] {
  return referenceTo.flatMap(name => {
    const object = modelInWords(asking).objects.get(name.toLowerCase())
    return object && asking.access.object(object, 'read') ? [object] : []
  })
}

/** Paths of the names that records of a lookup's objects have. */
function targetNames(asking: Asking, field: FieldModel, before: string): readonly string[] {
  const names = readableTargets(asking, field)
    .filter(({ nameField }) => asking.access.field(nameField, 'read'))
    .map(({ nameField }) => `${before}${parentRelationshipName(field.name)}.${nameField.name}`)
  return [...new Set(names)]
}

/** People read "Owner" for what the API calls the owner's id. */
function labelOf({ label, referenceTo }: FieldModel): string {
  return referenceTo ? label.replace(/ ID$/, '') : label
}

function recordAt(record: ReadRecord, names: readonly string[]): ReadRecord | undefined {
  let reached: ReadRecord[string] | undefined = record
  for (const name of names) reached = (reached as ReadRecord | null)?.[name] ?? null
  return (reached as ReadRecord | null) ?? undefined
}

function readerOf(
  asking: Asking,
  owner: ObjectModel,
  field: FieldModel,
  names: readonly string[],
): Cell['read'] {
  const { objectsByPrefix } = modelInWords(asking)
  const read: Cell['read'] = record => readValue(objectsByPrefix, field, recordAt(record, names))
  if (!owner.recordTexts) return read
  return record => {
    const shown = read(record)
    const id = recordAt(record, names)?.Id
    return { ...shown, value: recordText(owner, id, field.name, shown.value) }
  }
}

function readValue(
  objectsByPrefix: ReadonlyMap<string, ObjectModel>,
  field: FieldModel,
  record: ReadRecord | undefined,
): ShownValue {
  const value = (record?.[field.name] ?? null) as Value
  if (!field.referenceTo || typeof value !== 'string') return { value, target: null }
  const object = objectsByPrefix.get(keyPrefixOf(value))
  const parent = record?.[parentRelationshipName(field.name)] as ReadRecord | null | undefined
  const stored = object && parent?.[object.nameField.name]
  const name = object && stored && recordText(object, value, object.nameField.name, stored)
  return { value, target: name ? { name: String(name), object: object.name } : null }
}

function readAmount(field: FieldModel, currency: FieldModel, record: ReadRecord | undefined): ShownValue {
  const value = (record?.[field.name] ?? null) as Value
  return { value, target: null, currency: (record?.[currency.name] ?? null) as string | null }
}

/** What a query selects so that all the cells can be read, and the record's id. */
export function selectOf(cells: readonly Cell[], more: readonly string[] = []): readonly SelectItem[] {
  const paths = ['Id', ...more, ...cells.flatMap(cell => cell.selects)]
  const unique = new Map(paths.map(path => [path.toLowerCase(), path]))
  return [...unique.values()].map(path => ({ kind: 'field', path }))
}
