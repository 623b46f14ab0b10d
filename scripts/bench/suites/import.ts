import type { Atelier, Bench } from '../bench.ts'
import { median } from '../compare.ts'
import { copyIn, copyOut } from '../copy-rows.ts'
import type { Dataset } from '../dataset.ts'
import { CREATED, removeCreated } from '../leftovers.ts'

const MOST = 6
const ROUNDS = 3
const TITLE = CREATED.import
const COLUMNS = ['External Id', 'Title', 'Account', 'Status', 'Tender ends', 'Amount', 'Currency']
const FIELDS = [
  'external_id__c',
  'title__c',
  'AccountId',
  'Status',
  'EffectiveDate',
  'expected_amount__c',
  'currency__c',
]

/** A file of orders through the import, then the rows that came of it through COPY into the same table. */
export async function measureImport(bench: Bench): Promise<void> {
  if (!bench.wants('import')) return
  const { database, dataset, options } = bench
  const rows = options.quick ? 10_000 : 100_000
  const file = makeFile(dataset, rows)
  const table = `${dataset.schema}."order"`
  const atelier = await bench.atelier()
  const ours: number[] = []
  const copy: number[] = []
  await removeCreated(database, dataset.schema, TITLE)
  try {
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(await importFile(atelier, file, rows))
      const columns = await filledColumns(bench, table)
      const finished = await copyOut(
        database,
        `SELECT ${columns} FROM ${table} WHERE title__c = '${TITLE}' ORDER BY id`,
      )
      await removeCreated(database, dataset.schema, TITLE)
      const began = performance.now()
      await copyIn(database, `${table} (${columns})`, finished)
      copy.push((performance.now() - began) / 1000)
      await removeCreated(database, dataset.schema, TITLE)
    }
  } finally {
    await removeCreated(database, dataset.schema, TITLE)
  }
  bench.report({
    what: `import of a CSV file of ${rows} rows / COPY of the same rows`,
    figures: { ours: `${median(ours).toFixed(2)} s`, COPY: `${median(copy).toFixed(2)} s` },
    value: median(ours.map((time, index) => time / (copy[index] as number))),
    bound: MOST,
    kind: 'most',
  })
}

function makeFile({ accounts }: Dataset, rows: number): string {
  const lines = [COLUMNS.join()]
  const designers = Math.floor(accounts * 0.9)
  for (let n = 1; n <= rows; n++) {
    const day = new Date(Date.now() + (30 + (n % 300)) * 86_400_000).toISOString().slice(0, 10)
    lines.push(`IMP-${n},${TITLE},B-${1 + (n % designers)},AWAITING PROPOSALS,${day},${1000 + n}.5,GEL`)
  }
  return `${lines.join('\r\n')}\r\n`
}

/** Seconds until the last line of the answer, which counts the rows. */
async function importFile({ url, token }: Atelier, file: string, rows: number): Promise<number> {
  const columns = COLUMNS.map((column, index) => ({
    column,
    field: FIELDS[index],
    ...(column === 'Account' && { lookup: ['external_code__c'] }),
  }))
  const parameters = { object: 'Order', fileName: 'orders.csv', mapping: JSON.stringify({ columns }) }
  const began = performance.now()
  const response = await fetch(`${url}/services/atelier/import?${new URLSearchParams(parameters)}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'text/csv' },
    body: file,
  })
  const lines = (await response.text()).trim().split('\n')
  const seconds = (performance.now() - began) / 1000
  const end = JSON.parse(lines.at(-1) as string) as { kind?: string; created?: number }
  if (end.created !== rows) throw new Error(`Import: ${lines.slice(-5).join('\n')}`)
  return seconds
}

/** COPY is not slowed down by columns that are empty in all rows; what PostgreSQL makes itself it does not take. */
async function filledColumns({ database }: Bench, table: string): Promise<string> {
  const found = await database.query<{ key: string }>(
    `SELECT DISTINCT key FROM (SELECT * FROM ${table} WHERE title__c = '${TITLE}' LIMIT 1000) AS o, jsonb_each_text(to_jsonb(o)) WHERE value IS NOT NULL
     AND key NOT IN (SELECT attname FROM pg_attribute WHERE attrelid = '${table}'::regclass AND attgenerated <> '')`,
  )
  return found.map(({ key }) => `"${key}"`).join()
}
