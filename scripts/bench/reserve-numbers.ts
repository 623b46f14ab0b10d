import type { BenchDatabase } from './bench-database.ts'

/** The first of so many record numbers, taken from the org's own sequence. */
export async function reserveNumbers(
  database: BenchDatabase,
  schema: string,
  count: number,
): Promise<number> {
  const sequence = `${schema}._record_number`
  const [row] = await database.query<{ n: string }>(`SELECT nextval('${sequence}') AS n`)
  const first = Number(row?.n)
  await database.query(`SELECT setval('${sequence}', $1::bigint)`, [first + Math.ceil(count / 1000) * 1000])
  return first
}
