import type { Access } from '../access/access.ts'
import { accessOf } from '../access/access-of.ts'
import type { Principal } from '../access/principal.ts'
import { tableRef } from '../storage/sql/names.ts'
import type { Org } from './session.ts'

/** What the principal may do in the org as it is deployed now. */
export function accessInOrg(org: Org, principal: Principal): Access {
  const { model, schema, timeZone } = org
  return accessOf({ model, timeZone, table: name => tableRef(schema, name) }, principal)
}
