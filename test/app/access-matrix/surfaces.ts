import type { FieldModel, ObjectModel } from '../../../server/metadata/org-model.ts'
import { parentRelationshipName } from '../../../server/metadata/resolve-path.ts'
import type { Session } from '../../../server/org/session.ts'
import { exportRecords } from '../../../server/records/export/export-records.ts'
import { compileMapping } from '../../../server/records/import/compile-mapping.ts'
import { planOfText } from '../../../server/records/read/plan-cache.ts'
import { readByExternalId, readById, readMany } from '../../../server/records/read-by-id.ts'
import { readTable } from '../../../server/records/read-table.ts'
import { searchJson } from '../../../server/records/search/search.ts'

const version = '60.0'

/** A place where a field can be named. Throws, or rejects, for a name that is not there. */
export interface Surface {
  readonly name: string
  readonly ask: (session: Session, object: ObjectModel, field: string, way: Ways) => unknown
}

/** Relationships by which others reach the object: what a principal may follow. */
export interface Ways {
  readonly child?: { readonly object: string; readonly relationship: string }
  readonly parent?: { readonly object: string; readonly relationship: string }
}

type Text = (object: string, field: string, ways: Ways) => string | undefined

const TEXTS: Readonly<Record<string, Text>> = {
  select: (object, field) => `SELECT ${field} FROM ${object}`,
  alias: (object, field) => `SELECT x.${field} FROM ${object} x`,
  prefix: (object, field) => `SELECT ${object}.${field} FROM ${object}`,
  where: (object, field) => `SELECT Id FROM ${object} WHERE ${field} = null`,
  'where not': (object, field) => `SELECT Id FROM ${object} WHERE NOT ${field} != null`,
  count: (object, field) => `SELECT COUNT() FROM ${object} WHERE ${field} = null`,
  order: (object, field) => `SELECT Id FROM ${object} ORDER BY ${field}`,
  group: (object, field) => `SELECT COUNT(Id) FROM ${object} GROUP BY ${field}`,
  aggregate: (object, field) => `SELECT COUNT(${field}) FROM ${object}`,
  distinct: (object, field) => `SELECT COUNT_DISTINCT(${field}) FROM ${object}`,
  having: (object, field) =>
    `SELECT COUNT(Id) FROM ${object} GROUP BY CreatedById HAVING COUNT(${field}) > 0`,
  'semi-join': (object, field) =>
    `SELECT Id FROM ${object} WHERE Id IN (SELECT Id FROM ${object} WHERE ${field} != null)`,
  label: (object, field) => `SELECT toLabel(${field}) FROM ${object}`,
  'parent path': (_object, field, { child }) =>
    child && `SELECT ${child.relationship}.${field} FROM ${child.object}`,
  'parent where': (_object, field, { child }) =>
    child && `SELECT Id FROM ${child.object} WHERE ${child.relationship}.${field} = null`,
  'parent order': (_object, field, { child }) =>
    child && `SELECT Id FROM ${child.object} ORDER BY ${child.relationship}.${field}`,
  'parent by its type': (object, field, { child }) =>
    child && `SELECT TYPEOF ${child.relationship} WHEN ${object} THEN ${field} END FROM ${child.object}`,
  children: (_object, field, { parent }) =>
    parent && `SELECT (SELECT ${field} FROM ${parent.relationship}) FROM ${parent.object}`,
  'children where': (_object, field, { parent }) =>
    parent && `SELECT (SELECT Id FROM ${parent.relationship} WHERE ${field} = null) FROM ${parent.object}`,
}

/** A column of a file that its mapping gives to the field. */
const importing: Surface = {
  name: 'import',
  ask: (session, object, field) => {
    const header = { row: 1, columns: ['A column'] }
    const mapping = { columns: [{ column: 'A column', field }] }
    compileMapping(session, object, header, mapping, { object: object.name, fileName: 'x.csv' })
  },
}

/** Surfaces that are decided when the query or the import is planned: nothing is asked of the database. */
export const PLANNED: readonly Surface[] = [
  ...Object.entries(TEXTS).map(
    ([name, text]): Surface => ({
      name,
      ask: ({ org, access }, object, field, ways) => {
        const soql = text(object.name, field, ways)
        if (soql !== undefined) planOfText(org, access, soql)
      },
    }),
  ),
  importing,
]

const noId = (object: ObjectModel): string => `${object.keyPrefix}00000000zzzz`

const others: readonly Surface[] = [
  {
    name: 'get',
    ask: (session, object, field) =>
      readById(session, { object: object.name, id: noId(object), fields: [field], version }),
  },
  {
    name: 'composite',
    ask: (session, object, field) =>
      readMany(session, { object: object.name, ids: [noId(object)], fields: [field], version }),
  },
  {
    name: 'external id',
    ask: (session, object, field) =>
      readByExternalId(session, { object: object.name, field, value: 'zzz', version }),
  },
  {
    name: 'export',
    ask: async (session, object, field) => {
      const file = await exportRecords(session, { object: object.name, fields: [field], format: 'csv' })
      for await (const _ of file);
    },
  },
  {
    name: 'search',
    ask: (session, object, field) =>
      object.enableSearch
        ? searchJson(session, `FIND {zzyzx} RETURNING ${object.name}(${field})`, version)
        : undefined,
  },
  {
    name: 'filter of a search',
    ask: (session, object, field) =>
      object.enableSearch
        ? searchJson(session, `FIND {zzyzx} RETURNING ${object.name}(Id WHERE ${field} = null)`, version)
        : undefined,
  },
  {
    name: 'hook as user',
    ask: (session, object, field) =>
      readTable(
        session,
        { from: object.name, select: [{ kind: 'field', path: field }], scope: 'live' },
        1,
        async () => undefined,
      ),
  },
]

/** Every way to name a field in a read. */
export const SURFACES: readonly Surface[] = [...PLANNED, ...others]

/** Ways to an object over lookups that the principal may follow; two that are there for most objects. */
export function waysTo(session: Session, object: ObjectModel): Ways {
  const { access, org } = session
  const follows = (field: FieldModel): boolean => {
    const from = org.model.objects.get(field.object.toLowerCase())
    return from !== undefined && access.object(from, 'read') && access.field(field, 'read')
  }
  const child = [...org.model.objects.values()]
    .flatMap(one => one.fieldList)
    .find(field => field.referenceTo?.length === 1 && field.referenceTo[0] === object.name && follows(field))
  const up = object.fieldList
    .filter(field => field.referenceTo?.length === 1 && follows(field))
    .flatMap(field => {
      const parent = org.model.objects.get(field.referenceTo?.[0]?.toLowerCase() ?? '')
      const relation = parent?.childList.find(one => one.object === object.name && one.field === field.name)
      return parent && relation?.name && access.object(parent, 'read')
        ? [{ object: parent.name, relationship: relation.name }]
        : []
    })[0]
  return {
    ...(child && { child: { object: child.object, relationship: parentRelationshipName(child.name) } }),
    ...(up && { parent: up }),
  }
}
