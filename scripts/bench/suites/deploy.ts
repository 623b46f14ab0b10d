import { checkSoql } from '../../../server/automation/check-soql.ts'
import { observe } from '../../../server/kernel/observe.ts'
import type { SourceFile } from '../../../server/metadata/component.ts'
import { buildIndexes } from '../../../server/org/build-indexes.ts'
import { deploy, undoDeploy } from '../../../server/org/deploy.ts'
import { openOrg } from '../../../server/org/open-org.ts'
import { retrieve } from '../../../server/org/retrieve.ts'
import type { Org } from '../../../server/org/session.ts'
import { openDatabase } from '../../../server/storage/database.ts'
import type { Bench } from '../bench.ts'
import { median } from '../compare.ts'

const MOST_MILLISECONDS = 150
const ROUNDS = 5
const FIELDS: Readonly<Record<string, object>> = {
  Text: { type: 'Text', length: 80 },
  Currency: { type: 'Currency', precision: 18, scale: 2 },
  Checkbox: { type: 'Checkbox', defaultValue: false },
  Date: { type: 'Date' },
  // With an index.
  Lookup: { type: 'Lookup', referenceTo: 'Account', relationshipName: 'Bench' },
  ExternalId: { type: 'Text', length: 80, externalId: true },
  Unique: { type: 'Text', length: 80, unique: true },
}

/**
 * One new field on the object with the most rows, by the product's own deploy in this process: the time of all
 * statements from BEGIN to COMMIT, as the client sees it, and whether PostgreSQL has written the table anew; beside it the
 * time of what is done before and after, while nobody waits.
 */
export async function measureDeploy(bench: Bench): Promise<void> {
  if (!bench.wants('deploy')) return
  const { database, dataset, options } = bench
  const opened = await openDatabase({ dataDir: options.dataDir, databaseUrl: database.url })
  try {
    // A field that was there before would only get its column back.
    const run = Date.now().toString(36)
    const org = await openOrg(opened, { name: 'production', timeZone: 'UTC', checkSoql })
    await buildIndexes(org)
    for (const [type, field] of Object.entries(FIELDS)) {
      const before = await storageOf(bench)
      const rounds: Spent[] = []
      for (let round = 0; round < ROUNDS; round++)
        rounds.push(await deployField(org, `bench_${type}_${run}_${round}__c`, field))
      const rewritten = (await storageOf(bench)) === before ? 'not rewritten' : 'REWRITTEN'
      const time = median(rounds.map(({ within }) => within))
      bench.report({
        what: `deploy of one new ${type} field, ${dataset.proposals} rows, ms in the database`,
        figures: {
          'median ms': time.toFixed(1),
          'most ms': Math.max(...rounds.map(({ within }) => within)).toFixed(1),
          'nobody waits: before': median(rounds.map(({ before }) => before)).toFixed(1),
          after: median(rounds.map(({ after }) => after)).toFixed(1),
          table: rewritten,
        },
        value: rewritten === 'REWRITTEN' ? Number.POSITIVE_INFINITY : time,
        bound: MOST_MILLISECONDS,
        kind: 'most',
      })
    }
  } finally {
    await opened.close()
    await removeColumns(bench)
  }
}

/** Milliseconds of statements. */
interface Spent {
  /** In transactions: others may wait. */
  readonly within: number
  /** By the deploy, outside of transactions. */
  readonly before: number
  /** By what follows the deploy. */
  readonly after: number
}

/** The field is taken back afterwards. */
async function deployField(org: Org, name: string, field: object): Promise<Spent> {
  const file: SourceFile = {
    package: 'manufaktura',
    path: `manufaktura/objects/order_proposal__c/fields/${name}.json`,
    text: JSON.stringify({ label: name.replace(/__c$/, ''), ...field }),
  }
  const { within, outside: before } = await timeStatements(() =>
    deploy(org, [...retrieve(org), file], { who: 'bench' }),
  )
  if (within === 0) throw new Error('The deploy changed nothing.')
  const following = await timeStatements(() => buildIndexes(org))
  await undoDeploy(org, { who: 'bench' })
  await buildIndexes(org)
  return { within, before, after: following.within + following.outside }
}

/** Milliseconds of the statements that `work` makes in transactions and outside of them. */
async function timeStatements(work: () => Promise<unknown>): Promise<{ within: number; outside: number }> {
  let isOpen = false
  const spent = { within: 0, outside: 0 }
  const stop = observe('statement', ({ text, milliseconds }) => {
    // The one that only holds the lock of whoever builds lasts longer, and does nothing.
    if (text.startsWith('BEGIN') && !text.includes('pg_try_advisory_xact_lock')) isOpen = true
    spent[isOpen ? 'within' : 'outside'] += milliseconds
    if (text.startsWith('COMMIT')) isOpen = false
  })
  try {
    await work()
  } finally {
    stop()
  }
  return spent
}

/** What the fields leave behind when they are taken back: columns set aside. */
async function removeColumns({ database, dataset: { schema } }: Bench): Promise<void> {
  const columns = await database.query<{ aside: string }>(
    `DELETE FROM ${schema}._tombstone WHERE starts_with(column_name, 'bench_') RETURNING aside`,
  )
  const drops = columns.map(({ aside }) => `DROP COLUMN "${aside}"`)
  if (drops.length > 0) await database.query(`ALTER TABLE ${schema}.order_proposal__c ${drops.join()}`)
}

/** The file numbers of the table and its indexes: new ones when they are rewritten. */
async function storageOf({ database, dataset }: Bench): Promise<string> {
  const files = await database.query<{ file: string }>(
    `SELECT c.relname || ' ' || c.relfilenode AS file FROM pg_class c
     WHERE c.oid = $1::regclass OR c.oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = $1::regclass) ORDER BY 1`,
    [`${dataset.schema}.order_proposal__c`],
  )
  return files.map(({ file }) => file).join()
}
