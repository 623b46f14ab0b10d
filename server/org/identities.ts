import { encodeBase62, makeId } from '../kernel/ids.ts'
import type { Connection } from '../storage/database.ts'
import { quoteTable } from '../storage/sql/names.ts'

/**
 * Ids and key prefixes of an org's components. Given once and kept, also when the component goes and comes back; a field
 * keeps its own as long as its column is kept.
 */
export interface Identities {
  idOf(type: string, fullName: string): string
  prefixOf(objectName: string): string
  /** The component keeps its id (and an object its key prefix) under another name. */
  rename(type: string, from: string, to: string): void
  knows(type: string, fullName: string): boolean
  /** Each of the two names stands for what the other one stood for, as far as that was anything. */
  swap(type: string, one: string, other: string): void
  /** The same for what belongs to a renamed object: `old__c.X` becomes `new__c.X`. */
  renameParts(from: string, to: string): void
  /** Stores what was given since; inside the deploy's transaction. */
  save(connection: Connection): Promise<void>
}

/** Key prefixes of the ids of components, as Salesforce has them. */
const PREFIXES: Readonly<Record<string, string>> = {
  app: '02u',
  'auth-provider': '0SO',
  field: '00N',
  group: '00G',
  hook: '01p',
  job: '08e',
  layout: '00h',
  'list-view': '00B',
  object: '01I',
  package: '033',
  'muting-permission-set': '0QM',
  'permission-set': '0PS',
  'permission-set-group': '0PG',
  profile: '00e',
  'record-type': '012',
  role: '00E',
  user: '005',
  'validation-rule': '03d',
  'value-set': '0Nt',
}
const OTHER_PREFIX = '0At'

interface Identity {
  readonly type: string
  readonly full_name: string
  readonly id: string
  readonly key_prefix: string | null
}

type Row = readonly [string, string, string, string | null]

export async function openIdentities(database: Connection, schema: string): Promise<Identities> {
  const table = quoteTable(schema, '_identity')
  const names = makeNames(await readIdentities(database, table))
  const { known, put, move } = names
  const prefixes = new Set([...known.values()].map(identity => identity.key_prefix))
  // Numbers are never given twice, also when names move.
  let count = known.size

  const give = (type: string, fullName: string): Identity => {
    const existing = known.get(keyOf(type, fullName))
    if (existing) return existing
    // Records count from 1,000,001 on (see org-tables.ts), so the numbers below are the components'.
    const id = makeId(PREFIXES[type] ?? OTHER_PREFIX, ++count)
    return put({ type, full_name: fullName.toLowerCase(), id, key_prefix: null })
  }
  const rename = (type: string, from: string, to: string): void => {
    if (!known.has(keyOf(type, to))) move(type, [from, to])
  }
  return {
    rename,
    swap: (type, one, other) => move(type, [one, other], [other, one]),
    knows: (type, fullName) => known.has(keyOf(type, fullName)),
    renameParts: (from, to) => {
      const prefix = `${from.toLowerCase()}.`
      for (const { type, full_name: name } of [...known.values()]) {
        if (name.startsWith(prefix)) rename(type, name, `${to}.${name.slice(prefix.length)}`)
      }
    },
    idOf: (type, fullName) => give(type, fullName).id,
    prefixOf: objectName => {
      const identity = give('object', objectName)
      if (identity.key_prefix) return identity.key_prefix
      const prefix = freePrefix(prefixes)
      prefixes.add(prefix)
      put({ ...identity, key_prefix: prefix })
      return prefix
    },
    save: connection =>
      saveIdentities(connection, table, [...names.gone.values()], [...names.added.values()]),
  }
}

/** Who has which name, and what of it is not stored yet: identities under new names, and those that lost theirs. */
function makeNames(known: Map<string, Identity>) {
  const added = new Map<string, Identity>()
  const gone = new Map<string, Identity>()
  const put = (identity: Identity): Identity => {
    const key = keyOf(identity.type, identity.full_name)
    known.set(key, identity)
    added.set(key, identity)
    return identity
  }
  const take = (key: string): Identity | undefined => {
    const identity = known.get(key)
    known.delete(key)
    if (identity && !added.delete(key)) gone.set(key, identity)
    return identity
  }
  /** All give up their names before any gets another one. */
  const move = (type: string, ...ways: readonly (readonly [from: string, to: string])[]): void => {
    const taken = ways.map(([from]) => take(keyOf(type, from)))
    for (const [index, [, to]] of ways.entries()) {
      const identity = taken[index]
      if (identity) put({ ...identity, full_name: to.toLowerCase() })
    }
  }
  return { known, added, gone, put, move }
}

function keyOf(type: string, fullName: string): string {
  return `${type}/${fullName.toLowerCase()}`
}

async function saveIdentities(
  connection: Connection,
  table: string,
  gone: readonly Identity[],
  added: readonly Identity[],
): Promise<void> {
  if (added.length === 0) return
  await connection.run({
    text: `DELETE FROM ${table} WHERE id = ANY($1)`,
    values: [gone.map(({ id }) => id)],
  })
  const text = `INSERT INTO ${table} SELECT * FROM jsonb_populate_recordset(NULL::${table}, $1)
    ON CONFLICT (type, full_name) DO UPDATE SET key_prefix = excluded.key_prefix`
  await connection.run({ text, values: [JSON.stringify(added)] })
}

async function readIdentities(database: Connection, table: string): Promise<Map<string, Identity>> {
  const { rows } = await database.run({
    text: `SELECT type, full_name, id, key_prefix FROM ${table}`,
    values: [],
  })
  return new Map(
    (rows as readonly Row[]).map(([type, fullName, id, prefix]) => [
      `${type}/${fullName}`,
      { type, full_name: fullName, id, key_prefix: prefix },
    ]),
  )
}

/** Custom objects are a00, a01 … aZZ, azz, as in Salesforce. */
function freePrefix(used: ReadonlySet<string | null>): string {
  for (let n = 0; ; n++) {
    const prefix = `a${encodeBase62(n, 2)}`
    if (!used.has(prefix)) return prefix
  }
}
