import { administratorHolders } from '../access/powers.ts'
import type { Position, Problem } from '../kernel/errors.ts'
import type { Component } from '../metadata/component.ts'
import { locate } from '../metadata/parse-json.ts'
import type { Connection } from '../storage/database.ts'
import { listAdministrators } from './administrator.ts'
import type { Prepared } from './deployment.ts'
import { findUsernames } from './principals.ts'
import type { Org } from './session.ts'

/** Types of what makes administrators, as people call them. */
const HOLDERS: ReadonlyMap<string, string> = new Map([
  ['profile', 'profile'],
  ['permission-set', 'permission set'],
  ['permission-set-group', 'permission set group'],
])
const NAMED = 3

/**
 * Problems of a deploy after which nobody would be left who is active and may change everything: each place that takes
 * it away. None where somebody is left, or where nobody was there before.
 */
export async function findLastAdministrators(
  connection: Connection,
  org: Org,
  prepared: Prepared,
): Promise<readonly Problem[]> {
  const { base, next } = prepared
  const kept = new Set(administratorHolders(next.model))
  const lost = administratorHolders(base.model).filter(id => !kept.has(id))
  if (lost.length === 0) return []
  // The tables are still those of the model before.
  const asOf = { schema: org.schema, model: base.model }
  if ((await listAdministrators(connection, asOf, [...kept])).size > 0) return []
  const problems: Problem[] = []
  for (const id of lost) {
    const users = await listAdministrators(connection, asOf, [id])
    if (users.size > 0) problems.push(describeLoss(prepared, id, await findUsernames(org, [...users])))
  }
  return problems
}

function describeLoss(
  { base, next, identities }: Prepared,
  id: string,
  users: ReadonlyMap<string, string>,
): Problem {
  const isHolder = ({ type, fullName }: Component): boolean =>
    HOLDERS.has(type) && identities.idOf(type, fullName) === id
  const before = base.components.find(isHolder)
  const after = next.components.find(isHolder)
  const what = `the ${HOLDERS.get(before?.type ?? '')} ${before?.name}`
  const [names, more] = [[...users.values()].slice(0, NAMED).join(', '), users.size - NAMED]
  const whom = more > 0 ? `${names} and ${more} more` : names
  return {
    code: 'deploy.last-administrator',
    message: `Nobody would be left who is active and may change everything: ${what}, of ${whom}, ${after ? 'no longer gives ModifyAllData' : 'is gone'}.`,
    hint: 'Make another administrator first.',
    position: after ? placeIn(after) : { file: before?.path ?? '', line: 1, column: 1 },
  }
}

/** The permission's entry where it is switched off, else where it would stand; of a group what it is made of. */
function placeIn({ type, text, path, source }: Component): Position {
  if (type === 'permission-set-group') return locate(text, path, ['permissionSets'], 'key')
  const { userPermissions = [] } = source as { userPermissions?: readonly { readonly name: string }[] }
  const index = userPermissions.findIndex(({ name }) => name === 'ModifyAllData')
  return locate(text, path, index < 0 ? ['userPermissions'] : ['userPermissions', index, 'enabled'])
}
