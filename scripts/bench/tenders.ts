import type { BenchDatabase } from './bench-database.ts'

const KEPT = 'bench.orders_before_selection'
const COLUMNS = ['status', 'effectivedate', 'lastmodifieddate', 'lastmodifiedbyid', 'systemmodstamp']
/** What the selection decides. */
const DECIDED = ['manufacturer__c', 'proposal__c', 'manufacturer_selected_date__c']

/** Lays the orders by, once: a run that was cut off is mended by the next one. */
export async function keepOrders(database: BenchDatabase, schema: string): Promise<void> {
  await database.query(
    `CREATE TABLE IF NOT EXISTS ${KEPT} AS SELECT id, ${COLUMNS.join()} FROM ${schema}."order"`,
  )
}

/** Brings the orders back as they were before the first selection. */
export async function restoreOrders(database: BenchDatabase, schema: string): Promise<void> {
  const [kept] = await database.query(
    `SELECT to_regclass('${KEPT}') AS found WHERE to_regclass('${KEPT}') IS NOT NULL`,
  )
  if (!kept) return
  const columns = COLUMNS.map(column => `${column} = k.${column}`)
  await database.query(
    `UPDATE ${schema}."order" o SET ${[...columns, ...DECIDED.map(column => `${column} = NULL`)].join()} FROM ${KEPT} k WHERE k.id = o.id`,
  )
  await settle(database, schema)
  await database.query(`DROP TABLE ${KEPT}`)
}

/** Every order awaits proposals, every tender has ended, nothing is decided. */
export async function endTenders(database: BenchDatabase, schema: string): Promise<void> {
  await database.query(
    `UPDATE ${schema}."order" SET status = 'AWAITING PROPOSALS', effectivedate = current_date - 10,
       ${DECIDED.map(column => `${column} = NULL`).join()}`,
  )
  await settle(database, schema)
}

/** Nothing of one turn is left for the next one to clean up. */
async function settle(database: BenchDatabase, schema: string): Promise<void> {
  await database.query(`TRUNCATE ${schema}._field_history`)
  await database.query(`VACUUM (ANALYZE) ${schema}."order"`)
  await database.query('CHECKPOINT')
}

/** What a selection has decided and kept as history, as one text: equal when everything is. */
export async function digestSelection(database: BenchDatabase, schema: string, since: Date): Promise<string> {
  const [row] = await database.query<{ digest: string }>(
    `SELECT concat_ws(' ',
       (SELECT md5(string_agg(concat_ws('|', id, status, ${DECIDED.join()}, lastmodifiedbyid, lastmodifieddate >= $1, systemmodstamp >= $1), E'\\n' ORDER BY id))
          FROM ${schema}."order"),
       (SELECT string_agg(status || ': ' || n, ', ' ORDER BY status) FROM (SELECT status, count(*) AS n FROM ${schema}."order" GROUP BY 1) s),
       (SELECT count(*) || ' ' || md5(string_agg(concat_ws('|', object, record, field, coalesce(old_value, '-'), new_value, changed_by, changed >= $1), E'\\n' ORDER BY record, field))
          FROM ${schema}._field_history)) AS digest`,
    [since],
  )
  return row?.digest as string
}
