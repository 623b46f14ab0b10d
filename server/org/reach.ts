import sql, { empty, join } from 'sql-template-tag'
import type { Principal } from '../access/principal.ts'
import { isListed, receivedRules, sourceKey, userTypeOf } from '../access/received-rules.ts'
import { roleIds, rolesBelow } from '../access/roles.ts'
import { usersIn } from '../access/row-owner.ts'
import { membersSql } from '../access/row-sharing.ts'
import type { ShareTarget } from '../metadata/org-model.ts'
import { tableRef } from '../storage/sql/names.ts'
import { toStatement } from '../storage/sql/slots.ts'
import type { Org } from './session.ts'

const BELOW = 'below'
const SHARED = 'shared'

/**
 * Whose records the user reaches: everybody below, and the owners that sharing rules name; and whether single records
 * were shared. One statement when the user comes, so that no read has to find out anew.
 */
export async function loadReach(
  { model, schema, database }: Org,
  principal: Principal,
): Promise<Pick<Principal, 'below' | 'sources' | 'isShared'>> {
  const scope = { model, table: (name: string) => tableRef(schema, name) }
  const isInside = userTypeOf(model, principal) === 'Standard'
  const roles =
    isInside && principal.role !== undefined ? roleIds(model, rolesBelow(model, principal.role)) : []
  const sources = new Map<string, ShareTarget>()
  for (const { rule } of receivedRules(model, principal)) {
    if (rule.from && isListed(rule.from)) sources.set(sourceKey(rule.from), rule.from)
  }
  const asked = [
    ...(roles.length > 0 ? [{ key: BELOW, members: usersIn(scope, sql`${roles}`) }] : []),
    ...[...sources].map(([key, source]) => ({ key, members: membersSql(scope, source) })),
  ]
  const own = sql`sh."grantee" = ANY(${[principal.userId, ...(principal.groups ?? [])]}::text[])`
  const below = roles.length > 0 ? sql` OR sh."grantee" IN (${usersIn(scope, sql`${roles}`)})` : empty
  const parts = [
    sql`(SELECT ${SHARED}::text, sh."record" FROM ${scope.table('_share')} AS sh WHERE ${own}${below} LIMIT 1)`,
    ...asked.map(({ key, members }) => sql`SELECT ${key}::text, m."id" FROM (${members}) AS m`),
  ]
  const { rows } = await database.run(toStatement(join(parts, ' UNION ALL ')))
  const idsOf = (wanted: string): readonly string[] =>
    (rows as readonly (readonly [string, string])[]).filter(([key]) => key === wanted).map(([, id]) => id)
  return {
    below: idsOf(BELOW),
    sources: new Map([...sources.keys()].map(key => [key, idsOf(key)])),
    isShared: idsOf(SHARED).length > 0,
  }
}
