import sql, { join } from 'sql-template-tag'
import { askerValues } from '../access/asker.ts'
import { allow, type Decision } from '../access/decision.ts'
import {
  type AccessQuestion,
  type ExplainedRights,
  explainRights,
  explainRows,
  noWay,
} from '../access/explain.ts'
import type { Principal } from '../access/principal.ts'
import type { RowPart, RowRight } from '../access/row-scope.ts'
import { AtelierError } from '../kernel/errors.ts'
import { tableRef } from '../storage/sql/names.ts'
import { toStatement } from '../storage/sql/slots.ts'
import type { Org } from './session.ts'

export interface AccessExplanation {
  readonly allowed: boolean
  readonly decisions: ExplainedRights & { readonly record?: Decision }
}

/** May the user do this, and what says so? Everything that is asked about must allow it. */
export async function explainAccess(
  org: Org,
  principal: Principal,
  question: AccessQuestion,
  recordId?: string,
): Promise<AccessExplanation> {
  const rights = explainRights(placeOf(org), principal, question)
  const record =
    recordId === undefined || question.right === 'create'
      ? undefined
      : await explainRecord(org, principal, question, question.right, recordId)
  const decisions = { ...rights, ...(record && { record }) }
  return { allowed: Object.values(decisions).every(({ allowed }) => allowed), decisions }
}

function placeOf({ model, schema, timeZone }: Org) {
  return { model, timeZone, table: (name: string) => tableRef(schema, name) }
}

async function explainRecord(
  org: Org,
  principal: Principal,
  { object }: AccessQuestion,
  right: RowRight,
  id: string,
): Promise<Decision> {
  const asker = askerValues(org.model, principal)
  const ways = explainRows(placeOf(org), principal, object, right, 't', asker)
  const parts = 'allowed' in ways ? [] : ways
  const open = await findOpen(org, object.table, id, parts)
  if ('allowed' in ways) return ways
  return open.length > 0 ? allow(...open.map(({ reason }) => reason)) : noWay(object)
}

/** The ways that are open for the record. Throws NOT_FOUND when there is none of this id. */
async function findOpen(
  { database, schema }: Org,
  table: string,
  id: string,
  parts: readonly RowPart[],
): Promise<readonly RowPart[]> {
  const columns = [sql`TRUE`, ...parts.map(part => sql`(${part.sql}) IS TRUE`)]
  const statement = sql`SELECT ${join(columns)} FROM ${tableRef(schema, table)} AS t WHERE t."id" = ${id}`
  const { rows } = await database.run(toStatement(statement))
  const [row] = rows
  if (!row) throw new AtelierError('NOT_FOUND', `There is no record with the id ${id}.`)
  return parts.filter((_, index) => row[index + 1] === 't')
}
