import { AtelierError } from '../kernel/errors.ts'
import { makeId } from '../kernel/ids.ts'
import type { CompileContext } from '../metadata/model-draft.ts'
import type { Database } from '../storage/database.ts'
import { migrateControl, migrateOrg } from '../storage/platform-tables.ts'
import type { EncryptionKeys } from './encryption.ts'
import { keepState, loadDeployed, type OrgState } from './org-state.ts'
import { createSequence } from './sequences.ts'
import type { Org } from './session.ts'

export interface OpenOrgOptions {
  /** `production`, or the name of a sandbox. */
  readonly name: string
  /** Host name without port; undefined: the name's own (`dev.localhost`). */
  readonly host?: string
  /** IANA name; kept from the first opening on. */
  readonly timeZone: string
  readonly checkSoql?: CompileContext['checkSoql']
  readonly encryptionKeys?: EncryptionKeys | undefined
  /** Bytes of one file. Left out: 25 MB. */
  readonly largestFile?: number
}

interface OrgRow {
  readonly id: string
  readonly schema: string
  readonly timeZone: string
  readonly gate: number
}

/** Advisory locks of orgs start here, clear of those that libraries make from hashes of 32 bits. */
const FIRST_GATE = 70_000_000_000

const LARGEST_FILE = 25 * 1024 * 1024

/**
 * Opens an org with what is deployed in it, and keeps it up to date with deploys of other nodes. One that is not
 * there yet is made, empty: `deploy` gives it its first model.
 */
export async function openOrg(database: Database, options: OpenOrgOptions): Promise<Org> {
  await migrateControl(database)
  const row = (await findRow(database, options.name)) ?? (await makeRow(database, options))
  await migrateOrg(database, row.schema)
  const deployed = await loadDeployed({ database, name: options.name, schema: row.schema }, options.checkSoql)
  const state: OrgState = { deployed, refreshing: undefined, checkSoql: options.checkSoql }
  const org: Org = Object.freeze({
    ...row,
    name: options.name,
    database,
    largestFile: options.largestFile ?? LARGEST_FILE,
    sequences: createSequence(database, row.schema, '_record_number'),
    ownerNumbers: createSequence(database, row.schema, '_owner_number'),
    ...(options.encryptionKeys && { encryptionKeys: options.encryptionKeys }),
    get model() {
      return state.deployed.model
    },
  })
  keepState(org, state)
  return org
}

const COLUMNS = 'id, schema, time_zone, gate'

async function findRow(database: Database, name: string): Promise<OrgRow | undefined> {
  const { rows } = await database.run({
    text: `SELECT ${COLUMNS} FROM atelier.org WHERE name = $1`,
    values: [name],
  })
  return rows[0] && toRow(rows[0])
}

function toRow(row: readonly (string | null)[]): OrgRow {
  const [id, schema, timeZone, gate] = row as readonly [string, string, string, string]
  return { id, schema, timeZone, gate: Number(gate) }
}

async function makeRow(database: Database, options: OpenOrgOptions): Promise<OrgRow> {
  const { name, timeZone } = options
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(name)) {
    throw new AtelierError(
      'INVALID_INPUT',
      `An org's name is 1 to 40 lower-case letters, digits and hyphens; "${name}" is not.`,
    )
  }
  const next = await database.run({ text: `SELECT nextval('atelier.org_number')`, values: [] })
  const number = Number(next.rows[0]?.[0])
  const schema = `org_${number}`
  const host = options.host ?? (name === 'production' ? null : `${name}.localhost`)
  await database.run({
    text: `INSERT INTO atelier.org (id, name, schema, host, time_zone, gate) VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (name) DO NOTHING`,
    values: [makeId('00D', number), name, schema, host, timeZone, FIRST_GATE + number],
  })
  return (await findRow(database, name)) as OrgRow
}
