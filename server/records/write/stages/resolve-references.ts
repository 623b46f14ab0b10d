import sql, { empty } from 'sql-template-tag'
import { askerValues } from '../../../access/asker.ts'
import { say } from '../../../kernel/message.ts'
import { suggestion } from '../../../metadata/nearest-word.ts'
import type { FieldModel, ObjectModel, RecordTypeModel } from '../../../metadata/org-model.ts'
import { fieldInWords } from '../../../org/words.ts'
import { columnRef, tableRef } from '../../../storage/sql/names.ts'
import { toStatement } from '../../../storage/sql/slots.ts'
import { targetNames } from '../../seen-names.ts'
import { addProblem, type Change, type WriteContext } from '../context.ts'
import { targetsOf } from '../plan.ts'
import { isSettable, mayNameMaster } from '../settable.ts'

/** A parent named by its external id: `{"order__r": {"external_id__c": "SPA1"}}`. */
interface Reference {
  readonly change: Change
  readonly lookup: FieldModel
  readonly text: string
}

interface ReferenceGroup {
  readonly target: ObjectModel
  readonly key: FieldModel
  readonly references: Reference[]
}

/** Looks up the parents that inputs name by external ids: one statement for each external id field. */
export async function resolveReferences(context: WriteContext): Promise<void> {
  if (context.operation !== 'insert' && context.operation !== 'update') return
  const groups = new Map<FieldModel, ReferenceGroup>()
  for (const change of context.changes) {
    for (const name in change.input) {
      const lookup = context.object.parents.get(name.toLowerCase())
      if (
        lookup &&
        !context.object.fields.has(name.toLowerCase()) &&
        maySet(context, lookup, change.input[name])
      )
        collect(context, change, lookup, name, groups)
    }
  }
  for (const group of groups.values()) await resolveGroup(context, group)
}

/** What may not be set was refused when the fields were parsed: nothing is looked up for it. */
function maySet(context: WriteContext, lookup: FieldModel, input: unknown): boolean {
  const { access } = context.session
  if (!access.field(lookup, 'read')) return false
  if (mayNameMaster(context, lookup)) return true
  return access.field(lookup, 'edit') && isSettable(context, lookup, input)
}

function collect(
  context: WriteContext,
  change: Change,
  lookup: FieldModel,
  name: string,
  groups: Map<FieldModel, ReferenceGroup>,
): void {
  const input = change.input[name]
  if (input === null) {
    change.after[lookup.name] = null
    return
  }
  const keys =
    typeof input === 'object' ? Object.entries(input as object).filter(([key]) => key !== 'attributes') : []
  const [entry] = keys
  if (entry && keys.length === 1 && lookup.name === 'RecordTypeId' && takeRecordType(context, change, entry))
    return
  const found = entry && keys.length === 1 ? findKey(context, lookup, entry[0]) : undefined
  if (!entry || !found) {
    refuseReference(
      context,
      change,
      lookup,
      name,
      keys.map(([key]) => key),
    )
    return
  }
  const parsed = found.key.fieldType.parse(entry[1], found.key, { timeZone: context.session.org.timeZone })
  if ('problem' in parsed) {
    change.problems.push({ fields: [lookup.name], ...parsed.problem })
    return
  }
  if (parsed.value === null) {
    change.after[lookup.name] = null
    return
  }
  const group = groups.get(found.key) ?? { ...found, references: [] }
  groups.set(found.key, group)
  group.references.push({ change, lookup, text: found.key.fieldType.toDatabase(parsed.value) })
}

/** Record types are in the model. Anything but their names is none of ours. */
function takeRecordType(
  { object }: WriteContext,
  change: Change,
  [key, given]: readonly [string, unknown],
): boolean {
  const nameOf = RECORD_TYPE_NAMES.get(key.toLowerCase())
  if (!nameOf) return false
  const types = [...object.recordTypes.values()]
  const text = String(given)
  const type = types.find(one => nameOf(one).toLowerCase() === text.toLowerCase())
  if (type) change.after.RecordTypeId = type.id
  else {
    const message = say('Foreign key external ID: {value} not found for field {key} in entity {target}', {
      ...{ value: text, key, target: 'RecordType' },
    })
    const hint = suggestion(text, types.map(nameOf))
    addProblem(change, 'INVALID_FIELD', message, { fields: ['RecordTypeId'], hint })
  }
  return true
}

const RECORD_TYPE_NAMES: ReadonlyMap<string, (type: RecordTypeModel) => string> = new Map([
  ['developername', type => type.name],
  ['name', type => type.label],
])

function findKey(
  context: WriteContext,
  lookup: FieldModel,
  name: string,
): { readonly target: ObjectModel; readonly key: FieldModel } | undefined {
  for (const target of targetsOf(context.session.org.model, lookup)) {
    if (!context.session.access.object(target, 'read')) continue
    const key = target.fields.get(name.toLowerCase())
    if (key && (key.externalId || key.name === 'Id') && context.session.access.field(key, 'read'))
      return { target, key }
  }
  return undefined
}

function refuseReference(
  { session }: WriteContext,
  change: Change,
  lookup: FieldModel,
  name: string,
  keys: readonly string[],
): void {
  const given = keys.length === 0 ? 'nothing' : keys.join(', ')
  addProblem(
    change,
    'INVALID_FIELD',
    say(
      'Foreign key external ID: {name} takes an object with exactly one external id field of {targets}, not {given}',
      { name, targets: targetNames(session, lookup), given },
    ),
    { fields: [lookup.name] },
  )
}

async function resolveGroup(
  context: WriteContext,
  { target, key, references }: ReferenceGroup,
): Promise<void> {
  const { schema } = context.session.org
  const texts = [...new Set(references.map(reference => reference.text))]
  const column = key.fieldType.comparable(columnRef('t', key.column as string), key)
  const wanted = key.fieldType.comparable(sql`w."text"`, key)
  const typed = key.fieldType.ruleType(key) === 'number' ? sql`${wanted}::numeric` : wanted
  const asker = askerValues(context.session.org.model, context.session.principal)
  const rows = context.session.access.rows(target, 't', asker, 'read')
  const seen = rows ? sql` AND ${rows}` : empty
  const statement = sql`SELECT w."text", t."id" FROM unnest(${texts}::text[]) AS w("text") JOIN ${tableRef(schema, target.table)} AS t ON ${column} = ${typed} AND NOT t."isdeleted"${seen}`
  const answer = await context.connection.run(toStatement(statement))
  const ids = new Map<string, string[]>()
  for (const [text, id] of answer.rows as readonly (readonly [string, string])[]) {
    ids.set(text, [...(ids.get(text) ?? []), id])
  }
  for (const { change, lookup, text } of references) {
    const found = ids.get(text) ?? []
    if (found.length === 1) setParent(context, change, lookup, found[0] as string)
    else refuseUnresolved(change, lookup, target, key, text, found)
  }
}

function setParent(context: WriteContext, change: Change, lookup: FieldModel, id: string): void {
  const isKept = change.before?.[lookup.name] === id
  if (!isKept && mayNameMaster(context, lookup) && !isSettable(context, lookup, id)) {
    const message = say(
      'Unable to create/update fields: {fields}. A record that is there keeps its {parent}.',
      { fields: lookup.name, parent: fieldInWords(context.session, lookup).label },
    )
    addProblem(change, 'INVALID_FIELD_FOR_INSERT_UPDATE', message, { fields: [lookup.name] })
  } else change.after[lookup.name] = id
}

function refuseUnresolved(
  change: Change,
  lookup: FieldModel,
  target: ObjectModel,
  key: FieldModel,
  text: string,
  found: readonly string[],
): void {
  const values = { value: text, key: key.name, target: target.name }
  const message =
    found.length === 0
      ? say('Foreign key external ID: {value} not found for field {key} in entity {target}', values)
      : say('Foreign key external ID: {value} is not unique for field {key} in entity {target}', values)
  addProblem(change, 'INVALID_FIELD', message, {
    fields: [lookup.name],
    ...(found.length > 1 && {
      hint: say('It stands for {records}.', { records: found.slice(0, 3).join(', ') }),
    }),
  })
}
