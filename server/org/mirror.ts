import type { Component } from '../metadata/component.ts'
import type { ObjectModel, OrgModel } from '../metadata/org-model.ts'
import { userTypeOf } from '../metadata/types/profile/grants-of.ts'
import type { Connection } from '../storage/database.ts'
import { quoteIdentifier, quoteTable } from '../storage/sql/names.ts'
import type { Identities } from './identities.ts'

type Row = Readonly<Record<string, string | boolean | null>>
type Source = Readonly<Record<string, unknown>>

interface Mirror {
  /** Object whose records show the components. */
  readonly object: string
  readonly row: (component: Component<Source>, idOf: (type: string, fullName: string) => string) => Row
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** By metadata type: what of a component is a record too, so that lookups and queries reach it. */
const MIRRORS: Readonly<Record<string, Mirror>> = {
  profile: {
    object: 'profile',
    row: ({ name, source }) => ({
      name: text(source.label) ?? name,
      description: text(source.description),
      usertype: userTypeOf(source.userLicense),
    }),
  },
  'permission-set': {
    object: 'permissionset',
    row: ({ name, source }) => ({
      name,
      label: text(source.label) ?? name,
      description: text(source.description),
      hasactivationrequired: source.hasActivationRequired === true,
      iscustom: true,
      isownedbyprofile: false,
      type: 'Regular',
    }),
  },
  'permission-set-group': {
    object: 'permissionsetgroup',
    row: ({ name, source }) => ({
      name: text(source.label) ?? name,
      developername: name,
      masterlabel: text(source.label) ?? name,
      description: text(source.description),
      status: 'Updated',
    }),
  },
  'record-type': {
    object: 'recordtype',
    row: ({ name, object, source }) => ({
      name: text(source.label) ?? name,
      developername: name,
      sobjecttype: object ?? null,
      description: text(source.description),
      isactive: source.active !== false,
    }),
  },
  role: {
    object: 'userrole',
    row: ({ name, source }, idOf) => {
      const parent = text(source.parentRole)
      return {
        name: text(source.name) ?? text(source.label) ?? name,
        developername: name,
        rollupdescription: text(source.description),
        parentroleid: parent === null ? null : idOf('role', parent),
        contactaccessforaccountowner: text(source.contactAccessLevel) ?? 'None',
        opportunityaccessforaccountowner: text(source.opportunityAccessLevel) ?? 'None',
        caseaccessforaccountowner: text(source.caseAccessLevel) ?? 'None',
      }
    },
  },
  group: {
    object: 'group',
    row: ({ name, source }) => ({
      name: text(source.name) ?? text(source.label) ?? name,
      developername: name,
      type: text(source.type) ?? 'Regular',
      description: text(source.description),
      doesincludebosses: source.doesIncludeBosses !== false,
    }),
  },
}

/** Brings the records that show components in line with them. Those of removed components are marked deleted. */
export async function mirrorComponents(
  connection: Connection,
  schema: string,
  model: OrgModel,
  components: readonly Component[],
  identities: Identities,
): Promise<void> {
  const author = identities.idOf('user', 'administrator')
  for (const [type, { object: name, row }] of Object.entries(MIRRORS)) {
    const object = model.objects.get(name)
    if (!object) continue
    const own = components.filter(component => component.type === type) as readonly Component<Source>[]
    const rows = own.map(component => ({
      ...row(component, identities.idOf),
      id: identities.idOf(type, component.fullName),
    }))
    await upsertRows(connection, schema, object, rows, author)
    await removeOthers(
      connection,
      schema,
      object,
      rows.map(({ id }) => id),
      type,
    )
  }
}

/** Inserts or updates rows given by column name; columns that the object lacks are left out. */
export async function upsertRows(
  connection: Connection,
  schema: string,
  object: ObjectModel,
  rows: readonly (Row & { readonly id: string })[],
  author: string,
): Promise<void> {
  if (rows.length === 0) return
  const stored = new Set(object.fieldList.map(field => field.column))
  const now = new Date().toISOString()
  const system = {
    ownerid: author,
    createdbyid: author,
    createddate: now,
    lastmodifiedbyid: author,
    lastmodifieddate: now,
    systemmodstamp: now,
    isdeleted: false,
  }
  const own = Object.keys(rows[0] as Row).filter(column => stored.has(column))
  const columns = [...new Set([...own, ...Object.keys(system).filter(column => stored.has(column))])]
  const list = columns.map(quoteIdentifier).join(', ')
  const kept = [...own.filter(column => column !== 'id'), 'isdeleted']
  const table = quoteTable(schema, object.table)
  const changed = kept
    .map(quoteIdentifier)
    .map(column => `${column} = excluded.${column}`)
    .join(', ')
  const isDifferent = kept
    .map(quoteIdentifier)
    .map(column => `t.${column} IS DISTINCT FROM excluded.${column}`)
    .join(' OR ')
  await connection.run({
    text: `INSERT INTO ${table} AS t (${list}) SELECT ${list} FROM jsonb_populate_recordset(NULL::${table}, $1)
      ON CONFLICT (id) DO UPDATE SET ${changed}, "lastmodifieddate" = excluded."lastmodifieddate",
        "systemmodstamp" = excluded."systemmodstamp" WHERE ${isDifferent}`,
    values: [JSON.stringify(rows.map(row => ({ ...system, ...row })))],
  })
}

async function removeOthers(
  connection: Connection,
  schema: string,
  object: ObjectModel,
  ids: readonly string[],
  type: string,
): Promise<void> {
  await connection.run({
    text: `UPDATE ${quoteTable(schema, object.table)} SET "isdeleted" = true
      WHERE NOT "isdeleted" AND id <> ALL($1::text[])
        AND id IN (SELECT id FROM ${quoteTable(schema, '_identity')} WHERE type = $2)`,
    values: [ids, type],
  })
}
