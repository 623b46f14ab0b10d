import type { ListViewModel, OrgModel } from '../metadata/org-model.ts'
import type { Access } from './access.ts'
import type { Principal } from './principal.ts'
import { isTarget, userTypeOf } from './received-rules.ts'

/** Is the list view one of those that are offered to the principal? It opens no record; who may everything finds all. */
export function showsListView(
  model: OrgModel,
  principal: Principal,
  access: Access,
  { sharedTo }: ListViewModel,
): boolean {
  if (sharedTo === undefined || access.may('ModifyAllData')) return true
  return isTarget(model, principal, userTypeOf(model, principal), sharedTo)
}
