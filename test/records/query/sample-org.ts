import { type Access, fullAccess } from '../../../server/access/access.ts'
import type { OrgModel } from '../../../server/metadata/org-model.ts'
import type { Org, Session } from '../../../server/org/session.ts'
import { ORG_MIGRATIONS } from '../../../server/storage/org-tables.ts'
import { migrateControl } from '../../../server/storage/platform-tables.ts'
import { testDatabase } from '../../support/test-database.ts'
import { SAMPLE } from './sample-model.ts'

export interface SampleOrg {
  readonly org: Org
  readonly session: Session
  sessionWith(access: Partial<Access>, userId?: string): Session
  /** Inserts rows, each by column name; text as PostgreSQL reads it. */
  insert(table: string, rows: readonly Readonly<Record<string, string | null>>[]): Promise<void>
  run(text: string): Promise<void>
  drop(): Promise<void>
}

export const USER = '005000000000001AAA'
let schemas = 0

/** A schema with the tables of a hand-made model, in the zone Asia/Tbilisi (UTC+4, no daylight saving). */
export async function openSampleOrg(model: OrgModel = SAMPLE): Promise<SampleOrg> {
  const database = await testDatabase()
  const schema = `sample_${process.pid}_${++schemas}`
  const run = async (text: string): Promise<void> => void (await database.run({ text, values: [] }))
  await migrateControl(database)
  await run(`CREATE SCHEMA "${schema}"`)
  for (const object of model.objects.values()) {
    const columns = object.fieldList
      .filter(field => field.column !== null)
      .map(field => `"${field.column}" ${field.fieldType.column(field)?.sqlType}${extra(field.name)}`)
    await run(`CREATE TABLE "${schema}"."${object.table}" (${columns.join(', ')})`)
  }
  for (const migration of ORG_MIGRATIONS) {
    for (const text of migration(database.knex, schema)) await run(text)
  }
  const org = {
    id: '00D',
    name: schema,
    schema,
    timeZone: 'Asia/Tbilisi',
    gate: 1,
    database,
    model,
  } as unknown as Org
  const sessionWith: SampleOrg['sessionWith'] = (access, userId = USER) => ({
    org,
    principal: { userId, username: 'u', profile: 'p', permissionSets: [] },
    access: { ...fullAccess, ...access },
  })
  return {
    org,
    session: sessionWith({}),
    sessionWith,
    run: text => run(text.replaceAll('{s}', `"${schema}"`)),
    insert: async (table, rows) => {
      const { knex } = database
      for (const row of rows) {
        await run(knex.withSchema(schema).table(table.toLowerCase()).insert(lowerKeys(row)).toQuery())
      }
    },
    drop: () => run(`DROP SCHEMA "${schema}" CASCADE`),
  }
}

function extra(name: string): string {
  return { Id: ' PRIMARY KEY', IsDeleted: ' NOT NULL DEFAULT false' }[name] ?? ''
}

function lowerKeys(row: Readonly<Record<string, string | null>>): Record<string, string | null> {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key.toLowerCase(), value]))
}
