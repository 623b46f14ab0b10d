import fc from 'fast-check'

/** A world of users and records in plain values: what the metadata and rows are made from, and what is asked. */
export interface World {
  /** Index of the role above; -1 at the top. */
  readonly roles: readonly number[]
  readonly groups: readonly WorldGroup[]
  readonly users: readonly WorldUser[]
  readonly internal: 'Private' | 'Read' | 'ReadWrite'
  readonly external: 'Private' | 'Read'
  readonly rules: readonly WorldRule[]
  readonly deals: readonly WorldDeal[]
  /** `[deal, grantee, edit]`; the grantee is a user, or a group behind the users. */
  readonly shares: readonly (readonly [number, number, boolean])[]
  /** Deal of each line. */
  readonly lines: readonly number[]
  /** May whoever sees a deal change its lines? */
  readonly seeingIsEnough: boolean
}

export interface WorldGroup {
  readonly roles: readonly number[]
  /** Groups before this one, named by the metadata. */
  readonly inner: readonly number[]
  readonly members: readonly number[]
  readonly bosses: boolean
}

export interface WorldUser {
  readonly profile: 'Worker' | 'Reader' | 'Chief' | 'Supplier'
  /** What a permission set group gives on top: all records, or that muted. */
  readonly group: 'none' | 'seesAll' | 'muted'
  /** -1: none. */
  readonly role: number
  readonly account: number
}

export interface WorldRule {
  readonly to: WorldTarget
  readonly edit: boolean
  readonly from: WorldTarget | null
  /** Shares deals of more than this, when it is not about owners. */
  readonly above: number
}

export type WorldTarget =
  | { readonly kind: 'group' | 'role' | 'roleAndSubordinates'; readonly index: number }
  | { readonly kind: 'allInternalUsers' | 'allPartnerUsers' }

export interface WorldDeal {
  /** A user, or a group behind the users. */
  readonly owner: number
  readonly amount: number
  readonly account: number
}

export const ROLES = 7
export const GROUPS = 4
export const USERS = 14
export const ACCOUNTS = 3
export const DEALS = 40
export const LINES = 20

const roleIndex = fc.nat(ROLES - 1)
const groupIndex = fc.nat(GROUPS - 1)
const dealIndex = fc.nat(DEALS - 1)
const grantee = fc.nat(USERS + GROUPS - 1)

const target: fc.Arbitrary<WorldTarget> = fc.oneof(
  fc.record({ kind: fc.constant('group' as const), index: groupIndex }),
  fc.record({ kind: fc.constantFrom('role' as const, 'roleAndSubordinates' as const), index: roleIndex }),
  fc.record({ kind: fc.constantFrom('allInternalUsers' as const, 'allPartnerUsers' as const) }),
)

/** The role hierarchy is for users from inside. */
const user: fc.Arbitrary<WorldUser> = fc
  .record({
    profile: fc.constantFrom('Worker', 'Worker', 'Worker', 'Reader', 'Chief', 'Supplier'),
    group: fc.constantFrom('none', 'none', 'none', 'seesAll', 'muted'),
    role: fc.integer({ min: -1, max: ROLES - 1 }),
    account: fc.nat(ACCOUNTS - 1),
  })
  .map(made => (made.profile === 'Supplier' ? { ...made, role: -1 } : made))

function exactly<Item>(item: fc.Arbitrary<Item>, length: number): fc.Arbitrary<Item[]> {
  return fc.array(item, { minLength: length, maxLength: length })
}

export const worlds: fc.Arbitrary<World> = fc.record({
  roles: fc.tuple(
    ...Array.from({ length: ROLES }, (_, role) => fc.integer({ min: -1, max: role - 1 })),
  ) as fc.Arbitrary<number[]>,
  groups: fc.tuple(
    ...Array.from({ length: GROUPS }, (_, group) =>
      fc.record({
        roles: fc.uniqueArray(roleIndex, { maxLength: 2 }),
        inner: group === 0 ? fc.constant([]) : fc.uniqueArray(fc.nat(group - 1), { maxLength: 1 }),
        members: fc.uniqueArray(fc.nat(USERS - 1), { maxLength: 3 }),
        bosses: fc.boolean(),
      }),
    ),
  ) as fc.Arbitrary<WorldGroup[]>,
  users: exactly(user, USERS),
  internal: fc.constantFrom('Private', 'Private', 'Read', 'ReadWrite'),
  external: fc.constantFrom('Private', 'Private', 'Read'),
  rules: fc.array(
    fc.record({
      to: target,
      edit: fc.boolean(),
      from: fc.option(target),
      above: fc.nat(100),
    }),
    { maxLength: 4 },
  ),
  deals: exactly(fc.record({ owner: grantee, amount: fc.nat(100), account: fc.nat(ACCOUNTS - 1) }), DEALS),
  shares: fc.uniqueArray(fc.tuple(dealIndex, grantee, fc.boolean()), {
    maxLength: 10,
    selector: ([deal, to]) => `${deal} ${to}`,
  }),
  lines: exactly(dealIndex, LINES),
  seeingIsEnough: fc.boolean(),
})
