import { expect } from 'chai'
import { makeId } from '../../../server/kernel/ids.ts'
import type { FieldModel, ObjectModel } from '../../../server/metadata/org-model.ts'
import { parentRelationshipName } from '../../../server/metadata/resolve-path.ts'
import type { Session } from '../../../server/org/session.ts'
import { readFieldHistory } from '../../../server/records/field-history.ts'
import { noHooks } from '../../../server/records/hooks.ts'
import { describeUnmapped } from '../../../server/records/import/describe-unmapped.ts'
import { guessMapping } from '../../../server/records/import/guess-mapping.ts'
import { planOfText } from '../../../server/records/read/plan-cache.ts'
import { searchJson } from '../../../server/records/search/search.ts'
import { write } from '../../../server/records/write.ts'
import type { WriteRequest, WriteResult } from '../../../server/records/write-request.ts'

/** Places that are given all fields of an object at once; each gives the fields that it takes for none. */
interface Whole {
  readonly name: string
  readonly ask: (session: Session, object: ObjectModel) => Promise<readonly FieldModel[]> | undefined
}

const NOWHERE = 'Zzyzx__c'

/** A bare row of it can be the user's own. */
function isOwned({ fields, table }: ObjectModel): boolean {
  return fields.has('ownerid') && table !== 'user'
}

export const WHOLES: readonly Whole[] = [
  { name: 'FIELDS(ALL)', ask: async (session, object) => unselected(session, object) },
  {
    name: 'the columns of an import',
    ask: async (session, object) => unmapped(session, object),
  },
  {
    name: 'a new record',
    ask: (session, object) =>
      session.access.object(object, 'create') ? unsaved(session, object, field => field.name) : undefined,
  },
  {
    name: 'a new record, by relationships',
    ask: (session, object) =>
      session.access.object(object, 'create') ? unsaved(session, object, relationshipOf) : undefined,
  },
  {
    name: 'a record that is there',
    ask: (session, object) =>
      session.access.object(object, 'edit') && object.fields.has('ownerid')
        ? unchanged(session, object)
        : undefined,
  },
  {
    name: 'a search',
    ask: (session, object) =>
      object.enableSearch && isOwned(object) ? unfoundWords(session, object) : undefined,
  },
  {
    name: 'the history',
    ask: (session, object) => (isOwned(object) ? untold(session, object) : undefined),
  },
  {
    name: 'the key of an upsert',
    ask: (session, object) =>
      session.access.object(object, 'edit') && session.access.object(object, 'create')
        ? unfound(session, object)
        : undefined,
  },
]

/** Only texts are searched, so of other fields nothing is learnt. */
async function unfoundWords(session: Session, object: ObjectModel): Promise<readonly FieldModel[]> {
  const id = await storedRecord(session, object)
  const texts = object.fieldList.filter(
    ({ column, fieldType, name }) =>
      column !== null && fieldType.searchText && name !== object.nameField.name,
  )
  const wordOf = (field: FieldModel): string => `zq${object.fieldList.indexOf(field)}x`
  await session.org.database.run({
    text: `UPDATE "${session.org.schema}"."${object.table}" SET isdeleted = false${texts.map(field => `, "${field.column}" = '${wordOf(field)}'`).join('')} WHERE id = $1`,
    values: [id],
  })
  const unknown = object.fieldList.filter(
    field => !texts.includes(field) && !session.access.field(field, 'read'),
  )
  for (const field of texts) {
    const text = `FIND {${wordOf(field)}} RETURNING ${object.name} WITH SPELL_CORRECTION = false`
    if (!(await searchJson(session, text, '60.0')).includes(id)) unknown.push(field)
  }
  return unknown
}

/** A change of every field, of which those are told that the session may read. */
async function untold(session: Session, object: ObjectModel): Promise<readonly FieldModel[]> {
  const id = await storedRecord(session, object)
  const names = object.fieldList.map(({ name }) => name)
  await session.org.database.run({
    text: `INSERT INTO "${session.org.schema}"._field_history (object, record, field, old_value, new_value, changed_by)
      SELECT $1, $2, name, 'old', 'new', $3 FROM unnest($4::text[]) AS name WHERE NOT EXISTS (SELECT 1 FROM "${session.org.schema}"._field_history WHERE record = $2)`,
    values: [object.name, id, session.principal.userId, names],
  })
  const told = new Set((await readFieldHistory(session, id, { limit: 1_000 })).map(({ field }) => field))
  return object.fieldList.filter(({ name }) => !told.has(name))
}

/** Fields without a relationship go by none of their names. */
function relationshipOf(field: FieldModel): string | undefined {
  return field.referenceTo && parentRelationshipName(field.name)
}

function unselected({ org, access }: Session, object: ObjectModel): readonly FieldModel[] {
  const { plan } = planOfText(org, access, `SELECT FIELDS(ALL) FROM ${object.name} LIMIT 1`)
  const shown = new Set(plan.output.entries.map(({ key }) => key))
  return object.fieldList.filter(({ name }) => !shown.has(name))
}

/** A column of a hidden field is told as one of no field is. */
function unmapped(session: Session, object: ObjectModel): readonly FieldModel[] {
  const header = { row: 1, columns: [...object.fieldList.map(({ name }) => name), NOWHERE] }
  const options = { object: object.name, fileName: 'x.csv' }
  const { mapping } = guessMapping(session, object, header, undefined)
  const reasons = describeUnmapped(session, object, header, mapping, options)
  const why = new Map(reasons.map(one => [one.column, one.why]))
  return object.fieldList.filter(({ name }) => why.get(name) === why.get(NOWHERE))
}

/** All is rolled back: the last record is wrong for everybody. */
async function unsaved(
  session: Session,
  object: ObjectModel,
  nameOf: (field: FieldModel) => string | undefined,
): Promise<readonly FieldModel[]> {
  const fields = object.fieldList.filter(field => nameOf(field) !== undefined)
  const records = [...fields.map(nameOf), NOWHERE].map(name => ({ [String(name)]: null }))
  const results = await save(session, { object: object.name, operation: 'insert', records })
  return [
    ...fields.filter((field, index) => isUnknown(results[index], nameOf(field))),
    ...object.fieldList.filter(field => nameOf(field) === undefined && !session.access.field(field, 'read')),
  ]
}

/** One record with all fields: what is wrong with it names those that are not there. */
async function unchanged(session: Session, object: ObjectModel): Promise<readonly FieldModel[]> {
  const Id = object.table === 'user' ? session.principal.userId : await storedRecord(session, object)
  const names = [...object.fieldList.map(({ name }) => name), NOWHERE].filter(name => name !== 'Id')
  const records = [{ Id, ...Object.fromEntries(names.map(name => [name, null])) }]
  const [result] = await save(session, { object: object.name, operation: 'update', records })
  expect(isUnknown(result, NOWHERE), `${object.name}: ${JSON.stringify(result)}`).to.equal(true)
  return object.fieldList.filter(({ name }) => isUnknown(result, name))
}

/** A bare row that the user owns. */
async function storedRecord({ org, principal }: Session, object: ObjectModel): Promise<string> {
  const id = makeId(object.keyPrefix, 2 ** 40)
  const row: Readonly<Record<string, string>> = {
    ...{ id, isdeleted: 'false', ownerid: principal.userId },
    ...{ createdbyid: principal.userId, lastmodifiedbyid: principal.userId },
    ...{ createddate: 'now', lastmodifieddate: 'now', systemmodstamp: 'now' },
    ...(object.nameField.column && { [object.nameField.column]: 'there' }),
  }
  const columns = Object.keys(row).map(name => `"${name}"`)
  const slots = columns.map((_, index) => `$${index + 1}`)
  await org.database.run({
    text: `INSERT INTO "${org.schema}"."${object.table}" (${columns}) VALUES (${slots}) ON CONFLICT DO NOTHING`,
    values: Object.values(row),
  })
  return id
}

/** Only external ids may be keys, so of the others nothing is learnt. */
async function unfound(session: Session, object: ObjectModel): Promise<readonly FieldModel[]> {
  const unknown: FieldModel[] = []
  for (const field of object.fieldList) {
    if (!field.externalId) {
      if (!session.access.field(field, 'read')) unknown.push(field)
      continue
    }
    const request = { object: object.name, operation: 'upsert', records: [{ [NOWHERE]: null }] } as const
    const code = await save(session, { ...request, externalIdField: field.name }).then(
      () => 'found',
      error => error.code,
    )
    if (code === 'INVALID_FIELD') unknown.push(field)
  }
  return unknown
}

function save(session: Session, request: Omit<WriteRequest, 'allOrNone'>): Promise<readonly WriteResult[]> {
  return write(session, { ...request, allOrNone: true }, noHooks)
}

function isUnknown(result: WriteResult | undefined, name: string | undefined): boolean {
  return (
    result?.errors.some(({ code, message }) => code === 'INVALID_FIELD' && message.includes(`'${name}'`)) ===
    true
  )
}
