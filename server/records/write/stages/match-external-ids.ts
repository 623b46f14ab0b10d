import sql, { type Sql } from 'sql-template-tag'
import { askerValues } from '../../../access/asker.ts'
import { AtelierError } from '../../../kernel/errors.ts'
import { say } from '../../../kernel/message.ts'
import type { FieldModel, ObjectModel } from '../../../metadata/org-model.ts'
import type { Session } from '../../../org/session.ts'
import type { Connection } from '../../../storage/database.ts'
import { columnRef, tableRef } from '../../../storage/sql/names.ts'
import { bindSlots, prepare, slot } from '../../../storage/sql/slots.ts'
import type { WriteRequest } from '../../write-request.ts'
import { addProblem, type Batch, type Change } from '../context.ts'
import { planOf, spelledField } from '../plan.ts'
import { cachedSql } from '../select.ts'
import { arrayLiteral } from '../values.ts'
import { duplicateMessage } from './find-duplicates.ts'

interface Matching {
  readonly session: Session
  readonly connection: Connection
  readonly request: WriteRequest
  readonly object: ObjectModel
}

/** Splits an upsert: records whose key is there are updated, the others inserted. One statement finds them all. */
export async function matchExternalIds(
  matching: Matching,
  changes: readonly Change[],
): Promise<readonly [Batch, Batch]> {
  const key = keyField(matching)
  if (key.name === 'Id') return splitById(changes)
  const byText = readKeys(matching, key, changes)
  const found = await findKeys(matching, key, [...byText.keys()])
  const inserts: Change[] = []
  const updates: Change[] = []
  const placed = new Set<Change>()
  for (const [text, change] of byText) {
    const { ids, isTaken } = found.get(text) ?? NOTHING
    placed.add(change)
    const isRefused = ids.length === 0 && isTaken && key.unique
    if (ids.length === 0 && !isRefused) inserts.push(change)
    else updates.push(change)
    if (ids.length === 1) change.id = ids[0] as string
    else change.id = null
    if (isRefused) refuseTaken(change, key)
    if (ids.length > 1) refuseAmbiguous(change, matching, key, text, ids)
  }
  inserts.push(...changes.filter(change => !placed.has(change)))
  return [
    { operation: 'insert', changes: inserts },
    { operation: 'update', changes: updates },
  ]
}

function keyField({ request, object, session }: Matching): FieldModel {
  const name = request.externalIdField ?? 'Id'
  const field = object.fields.get(name.toLowerCase())
  const isKey = field && (field.externalId || field.name === 'Id') && session.access.field(field, 'read')
  if (isKey) return field
  const message = `Field name provided, ${name} is not an External ID or indexed field for ${object.name}`
  throw new AtelierError('INVALID_FIELD', message, [{ code: 'INVALID_FIELD', message, fields: [name] }])
}

function splitById(changes: readonly Change[]): readonly [Batch, Batch] {
  return [
    { operation: 'insert', changes: changes.filter(change => change.id === null) },
    { operation: 'update', changes: changes.filter(change => change.id !== null) },
  ]
}

/** The first record of each key; a record without one or with a repeated one gets a problem. */
function readKeys(
  { session, object }: Matching,
  key: FieldModel,
  changes: readonly Change[],
): Map<string, Change> {
  const byText = new Map<string, Change>()
  const seen = new Set<string>()
  const plan = planOf(session.org.model, object)
  const parsing = { timeZone: session.org.timeZone }
  for (const change of changes) {
    const name = Object.keys(change.input).find(one => spelledField(plan, one) === key)
    const parsed = key.fieldType.parse(name === undefined ? null : change.input[name], key, parsing)
    if ('problem' in parsed) {
      change.problems.push({ fields: [key.name], ...parsed.problem })
    } else if (parsed.value === null) {
      addProblem(change, 'MISSING_ARGUMENT', say('{fields} not specified', { fields: key.name }), {
        fields: [key.name],
      })
    } else {
      const text = key.fieldType.toDatabase(parsed.value)
      const folded = key.caseSensitive ? text : text.toLowerCase()
      if (seen.has(folded)) {
        addProblem(
          change,
          'DUPLICATE_VALUE',
          say('Duplicate external id specified: {value}', { value: text }),
          {
            fields: [key.name],
          },
        )
      } else byText.set(text, change)
      seen.add(folded)
    }
  }
  return byText
}

/** The records with a key that the user sees, and whether there are others. */
interface Found {
  readonly ids: string[]
  isTaken: boolean
}

const NOTHING: Found = { ids: [], isTaken: false }

async function findKeys(
  { session, connection, object }: Matching,
  key: FieldModel,
  texts: readonly string[],
): Promise<ReadonlyMap<string, Found>> {
  const found = new Map<string, Found>()
  if (texts.length === 0) return found
  const asker = askerValues(session.org.model, session.principal)
  const visible = session.access.rows(object, 't', asker, 'read')
  const build = (): Sql => {
    const stored = key.fieldType.comparable(columnRef('t', key.column as string), key)
    const isNumber = key.fieldType.ruleType(key) === 'number'
    const wanted = key.fieldType.comparable(isNumber ? sql`w."text"::numeric` : sql`w."text"`, key)
    return sql`SELECT w."text", t."id", (${visible ?? sql`TRUE`}) IS TRUE FROM unnest(${slot(0)}::text[]) AS w("text") JOIN ${tableRef(session.org.schema, object.table)} AS t ON ${stored} = ${wanted} AND NOT t."isdeleted"`
  }
  const prepared = visible ? prepare(build()) : cachedSql(object, `match ${key.name}`, build)
  const { rows } = await connection.run(bindSlots(prepared, [arrayLiteral(texts)]))
  for (const [text, id, isVisible] of rows as readonly (readonly [string, string, string])[]) {
    const ofText = found.get(text) ?? { ids: [], isTaken: false }
    found.set(text, ofText)
    if (isVisible === 't') ofText.ids.push(id)
    else ofText.isTaken = true
  }
  return found
}

/** A record that the user does not see has the key, and no second one may have it. */
function refuseTaken(change: Change, key: FieldModel): void {
  addProblem(change, 'DUPLICATE_VALUE', duplicateMessage(key, null), { fields: [key.name] })
}

function refuseAmbiguous(
  change: Change,
  { object }: Matching,
  key: FieldModel,
  text: string,
  ids: readonly string[],
): void {
  addProblem(
    change,
    'DUPLICATE_EXTERNAL_ID',
    say('{key}: more than one record found for external id field: [{records}]', {
      ...{ key: key.name, records: ids.join(', ') },
    }),
    {
      ...{ fields: [key.name], ids },
      hint: say('{count} records of {object} have {value}.', {
        ...{ count: ids.length, object: object.name, value: text },
      }),
    },
  )
}
