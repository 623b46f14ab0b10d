import { distance } from 'fastest-levenshtein'
import type { FieldModel, ObjectModel } from '../../metadata/org-model.ts'
import type { Session } from '../../org/session.ts'
import { looseForm } from './cell-text.ts'
import { lookupFields } from './compile-lookup.ts'
import type { Header } from './find-header.ts'
import type { ColumnGuess, ColumnMapping, MappedColumn } from './import-options.ts'
import { lookupTarget } from './lookup-target.ts'
import { isRejectionColumn } from './rejection-columns.ts'

/** Shorter words are too near to each other to be guessed. */
const SHORTEST_GUESS = 5
/** One letter in five may differ. */
const NEAR = 0.2

interface Guess {
  readonly column: MappedColumn
  readonly confidence: ColumnGuess['confidence']
}

/** The mapping that header texts suggest: by API name, by label, then by the nearest word. A field is taken once. */
export function guessMapping(
  session: Session,
  object: ObjectModel,
  header: Header,
  upsert: string | undefined,
): { readonly mapping: ColumnMapping; readonly guesses: readonly ColumnGuess[] } {
  const fields = object.fieldList.filter(field => isOpen(session, field, upsert))
  const texts = distinctTexts(header)
  const taken = new Set<FieldModel>()
  const guesses = new Map<string, Guess>()
  for (const find of [byName, byPath, byLabel, byNearness]) {
    for (const text of texts) {
      if (guesses.has(text)) continue
      const found = find({ session, object, fields: fields.filter(field => !taken.has(field)) }, text)
      if (!found) continue
      taken.add(found.field)
      const lookup = found.lookup ?? guessLookup(session, found.field)
      const column = { column: text, field: found.field.name, ...(lookup && { lookup }) }
      guesses.set(text, { column, confidence: find === byNearness ? 'likely' : 'sure' })
    }
  }
  const none = (column: string): Guess => ({ column: { column, field: null }, confidence: 'none' })
  const all = texts.map(text => guesses.get(text) ?? none(text))
  return {
    mapping: { object: object.name, columns: all.map(({ column }) => column) },
    guesses: all.map(({ column, confidence }) => ({ ...column, confidence })),
  }
}

/** Of columns with the same header the first one counts. */
function distinctTexts({ columns }: Header): readonly string[] {
  const seen = new Set<string>()
  return columns.filter(text => {
    const form = looseForm(text)
    if (text === '' || isRejectionColumn(text) || seen.has(form)) return false
    seen.add(form)
    return true
  })
}

/** May the field be set by an import? */
export function isOpen({ access }: Session, field: FieldModel, upsert: string | undefined): boolean {
  if (field.name === 'Id') return upsert?.toLowerCase() === 'id'
  return (field.createable || field.updateable) && field.fieldType.writable && access.field(field, 'edit')
}

/** What the parent of a lookup is found by, to be told and saved. */
function guessLookup(session: Session, field: FieldModel): readonly string[] | undefined {
  const target = lookupTarget(session.org.model, field)
  if (!target || target.name === 'RecordType') return undefined
  const names = lookupFields(session, target)
  return names.length > 0 ? names : undefined
}

interface Candidates {
  readonly session: Session
  readonly object: ObjectModel
  readonly fields: readonly FieldModel[]
}

interface Found {
  readonly field: FieldModel
  readonly lookup?: readonly string[]
}

type Finder = (candidates: Candidates, text: string) => Found | undefined

/** The field that a text names by its API name or label. */
export function fieldCalled(fields: readonly FieldModel[], text: string): FieldModel | undefined {
  return fieldNamed(fields, text) ?? fieldLabelled(fields, text)
}

function fieldNamed(fields: readonly FieldModel[], text: string): FieldModel | undefined {
  const name = text.trim().toLowerCase()
  return fields.find(one => one.name.toLowerCase() === name)
}

function fieldLabelled(fields: readonly FieldModel[], text: string): FieldModel | undefined {
  const form = looseForm(text)
  return fields.find(one => formsOf(one).includes(form))
}

const byName: Finder = ({ fields }, text) => {
  const field = fieldNamed(fields, text)
  return field && { field }
}

/** `Account.Name`, `order__r.external_id__c`: a parent by one of its fields. */
const byPath: Finder = ({ session, object, fields }, text) => {
  const [relationship = '', name = '', ...more] = text.trim().toLowerCase().split('.')
  const field = object.parents.get(relationship)
  if (!field || name === '' || more.length > 0 || !fields.includes(field)) return undefined
  const target = lookupTarget(session.org.model, field)
  const by = target && session.access.object(target, 'read') ? target.fields.get(name) : undefined
  return by && session.access.field(by, 'read') ? { field, lookup: [by.name] } : undefined
}

const byLabel: Finder = ({ fields }, text) => {
  const field = fieldLabelled(fields, text)
  return field && { field }
}

/** `AccountId` is labelled `Account ID`; people also write `Account`. */
function formsOf(field: FieldModel): readonly string[] {
  const forms = [looseForm(field.label), looseForm(field.name.replace(/__c$/i, ''))]
  const isLookup = field.referenceTo !== undefined
  return isLookup ? forms.flatMap(form => [form, form.replace(/id$/, ''), `${form}id`]) : forms
}

const byNearness: Finder = ({ fields }, text) => {
  const form = looseForm(text)
  if (form.length < SHORTEST_GUESS) return undefined
  const near = (field: FieldModel): number =>
    Math.min(...formsOf(field).map(other => distance(form, other) / Math.min(form.length, other.length)))
  const field = fields.find(one => near(one) <= NEAR)
  return field && { field }
}
