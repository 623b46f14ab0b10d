/** A company in plain values: who stands where, who belongs together, who is asked. */
export interface Company {
  readonly roles: readonly CompanyRole[]
  /** Role of each user. Who is below the same manager stands side by side. */
  readonly users: readonly string[]
  readonly groups: readonly CompanyGroup[]
}

export interface CompanyRole {
  readonly name: string
  readonly parent: string | undefined
  /** 1: the top. */
  readonly level: number
}

export interface CompanyGroup {
  readonly name: string
  /** Do those above its members get what it gets? */
  readonly includesBosses: boolean
  /** Indexes of users. */
  readonly members: readonly number[]
}

export const USERS = 5_000
export const GROUPS = 200
/** The role that is moved, from under one role of the fourth level to under another. */
export const MOVED = { name: 'Field_Force', users: 500, from: 'R1_1_1', to: 'R2_2_2' } as const

/** Roles below a role of each level, and users in it; the lowest roles share those that are left. */
const BELOW = [4, 4, 4, 3, 2, 0]
const USERS_IN = [1, 1, 2, 3, 4]
/** Every so many groups have one member who is in all of them. */
const JOINED = 3

export function makeCompany(): Company {
  const roles = [...rolesBelow('R', undefined, 1)]
  const lowest = roles.filter(({ level, name }) => level === BELOW.length && name !== MOVED.name).length
  const higher = roles.reduce((sum, { level }) => sum + (USERS_IN[level - 1] ?? 0), 0)
  const spare = USERS - higher - MOVED.users
  let seen = 0
  const users = roles.flatMap(({ name, level }) => {
    if (name === MOVED.name) return new Array<string>(MOVED.users).fill(name)
    const share = level < BELOW.length ? (USERS_IN[level - 1] ?? 0) : portion(spare, lowest, seen++)
    return new Array<string>(share).fill(name)
  })
  return { roles, users, groups: makeGroups(users) }
}

/** Each role in front of those below it. */
function* rolesBelow(name: string, parent: string | undefined, level: number): Generator<CompanyRole> {
  yield { name, parent, level }
  if (name === MOVED.from) yield { name: MOVED.name, parent: name, level: BELOW.length }
  for (let index = 1; index <= (BELOW[level - 1] ?? 0); index++) {
    yield* rolesBelow(level === 1 ? `R${index}` : `${name}_${index}`, name, level + 1)
  }
}

/** The share of one of so many, so that all of them together have the whole. */
function portion(whole: number, count: number, index: number): number {
  return Math.floor((whole * (index + 1)) / count) - Math.floor((whole * index) / count)
}

function makeGroups(users: readonly string[]): readonly CompanyGroup[] {
  const size = USERS / GROUPS
  const joiner = users.lastIndexOf(JOINER)
  return Array.from({ length: GROUPS }, (_, group) => {
    const members = Array.from({ length: size }, (_, index) => group * size + index)
    const isJoined = group % JOINED === 0 && !members.includes(joiner)
    return {
      name: `G${group}`,
      includesBosses: group % 2 === 0,
      members: isJoined ? [...members, joiner] : members,
    }
  })
}

const JOINER = 'R3_2_2_1_1'
const NEWCOMER = 'R4_4_4_3_2'

/** Kinds of users, by how much of the orders they see. */
export const KINDS = ['top', 'many', 'manager', 'lower manager', 'few', 'groups', 'newcomer'] as const
export type Kind = (typeof KINDS)[number]

/** Index of the user who stands for a kind: the last one in the role. */
export function userOf({ users }: Company, kind: Kind): number {
  const role: Readonly<Record<Kind, string>> = {
    top: 'R',
    many: 'R1',
    manager: 'R2_1',
    'lower manager': 'R2_3_1',
    few: 'R2_4_1_1',
    groups: JOINER,
    newcomer: NEWCOMER,
  }
  return users.lastIndexOf(role[kind])
}
