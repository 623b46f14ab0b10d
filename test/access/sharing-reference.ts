import { USERS, type World, type WorldTarget } from './sharing-world.ts'

export type Right = 'read' | 'edit' | 'delete'

/** The rules of sharing said as plainly as can be, over plain values: what the SQL must agree with. */
export function mayDeal(world: World, user: number, deal: number, right: Right): boolean {
  const { profile, group } = world.users[user] as World['users'][number]
  const seesAll = profile === 'Reader' || group === 'seesAll'
  if (profile === 'Chief' || (seesAll && right === 'read')) return true
  const level = profile === 'Supplier' ? world.external : world.internal
  if (level !== 'Private' && right === 'read') return true
  if (level === 'ReadWrite' && right === 'edit') return true
  if (owns(world, user, deal)) return true
  if (right === 'delete') return false
  return (
    isShared(world, user, deal, right) ||
    byRule(world, user, deal, right) ||
    byAccount(world, user, deal, right)
  )
}

/** Lines are seen with their deal, and changed by who may change the deal; in some worlds by all who see it. */
export function mayLine(world: World, user: number, line: number, right: Right): boolean {
  const { profile } = world.users[user] as World['users'][number]
  if (profile === 'Chief') return true
  return mayDeal(
    world,
    user,
    world.lines[line] as number,
    right === 'read' || world.seeingIsEnough ? 'read' : 'edit',
  )
}

function isInside(world: World, user: number): boolean {
  return world.users[user]?.profile !== 'Supplier'
}

function isAbove(world: World, role: number, other: number): boolean {
  for (let above = world.roles[other] ?? -1; above >= 0; above = world.roles[above] ?? -1)
    if (above === role) return true
  return false
}

function isBoss(world: World, user: number, other: number): boolean {
  const [own, theirs] = [world.users[user]?.role ?? -1, world.users[other]?.role ?? -1]
  return own >= 0 && theirs >= 0 && isInside(world, user) && isAbove(world, own, theirs)
}

/** The users that a group stands for. Bosses of its members count as receivers, not as owners. */
function members(world: World, group: number): Set<number> {
  const { roles, inner, members: direct } = world.groups[group] as World['groups'][number]
  const all = new Set(direct)
  for (const [user, { role }] of world.users.entries()) if (roles.includes(role)) all.add(user)
  for (const other of inner) for (const user of members(world, other)) all.add(user)
  return all
}

/** Does what the group gets reach the user: as a member, or as the boss of one where the group says so? */
function belongs(world: World, user: number, group: number): boolean {
  const { roles, inner, members: direct, bosses } = world.groups[group] as World['groups'][number]
  const role = world.users[user]?.role ?? -1
  if (direct.includes(user) || roles.includes(role)) return true
  if (bosses && direct.some(other => isBoss(world, user, other))) return true
  if (bosses && isInside(world, user) && role >= 0 && roles.some(one => isAbove(world, role, one)))
    return true
  return inner.some(other => belongs(world, user, other))
}

function contains(world: World, group: number, other: number): boolean {
  return group === other || (world.groups[group]?.inner ?? []).some(one => contains(world, one, other))
}

function owns(world: World, user: number, deal: number): boolean {
  const owner = world.deals[deal]?.owner ?? -1
  if (owner >= USERS) return belongs(world, user, owner - USERS)
  return owner === user || isBoss(world, user, owner)
}

function isShared(world: World, user: number, deal: number, right: Right): boolean {
  return world.shares.some(([shared, to, edit]) => {
    if (shared !== deal || (right === 'edit' && !edit)) return false
    return to >= USERS ? belongs(world, user, to - USERS) : to === user || isBoss(world, user, to)
  })
}

function byRule(world: World, user: number, deal: number, right: Right): boolean {
  const { owner, amount } = world.deals[deal] as World['deals'][number]
  return world.rules.some(({ to, from, edit, above }) => {
    if ((right === 'edit' && !edit) || !receives(world, user, to)) return false
    return from ? gives(world, owner, from) : amount > above
  })
}

function receives(world: World, user: number, target: WorldTarget): boolean {
  const role = world.users[user]?.role ?? -1
  if (!('index' in target)) return isInside(world, user) === (target.kind === 'allInternalUsers')
  if (target.kind === 'group') return belongs(world, user, target.index)
  if (role < 0) return false
  const isAt = role === target.index || isAbove(world, role, target.index)
  return isAt || (target.kind === 'roleAndSubordinates' && isAbove(world, target.index, role))
}

/** Does the owner of a record, a user or a queue, belong to those whose records are shared? */
function gives(world: World, owner: number, target: WorldTarget): boolean {
  if (owner >= USERS) return target.kind === 'group' && contains(world, target.index, owner - USERS)
  const role = world.users[owner]?.role ?? -1
  if (!('index' in target)) return isInside(world, owner) === (target.kind === 'allInternalUsers')
  if (target.kind === 'group') return members(world, target.index).has(owner)
  return (
    role === target.index || (target.kind === 'roleAndSubordinates' && isAbove(world, target.index, role))
  )
}

/** Suppliers see deals of their account that are large. */
function byAccount(world: World, user: number, deal: number, right: Right): boolean {
  const { profile, account } = world.users[user] as World['users'][number]
  const { account: own, amount } = world.deals[deal] as World['deals'][number]
  return profile === 'Supplier' && right === 'read' && account === own && amount > 50
}
