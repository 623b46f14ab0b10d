import fc from 'fast-check'
import type { FieldRight, ObjectRight } from '../../server/access/access.ts'

export const OBJECT_RIGHTS = ['read', 'create', 'edit', 'delete', 'viewAll', 'modifyAll'] as const
const FIELDS = ['price__c', 'state__c'] as const
type FieldName = (typeof FIELDS)[number]

/** What one file says of the object bid__c: a profile, a permission set, or one that mutes. */
interface Said {
  /** How many of the object's rights, each of which needs the ones before it. */
  readonly object: number
  readonly viewsAllFields: boolean
  /** Undefined: the field is not named. */
  readonly fields: Readonly<Record<FieldName, 'none' | 'read' | 'edit' | undefined>>
  readonly exports: boolean
}

export interface Rights {
  readonly profile: Said
  readonly sets: readonly Said[]
  readonly muting: readonly Said[]
  readonly groups: readonly { readonly sets: readonly number[]; readonly muting: readonly number[] }[]
  readonly assigned: { readonly sets: readonly number[]; readonly groups: readonly number[] }
}

/** In an order in which each has what it needs before it. */
const LADDER = ['allowRead', 'allowEdit', 'allowDelete', 'viewAllRecords', 'modifyAllRecords'] as const
/** Places on the ladder that a right cannot do without, its own among them; nobody is given `create`. */
const NEEDS: Readonly<Record<ObjectRight, readonly number[]>> = {
  read: [1],
  create: [6],
  edit: [1, 2],
  delete: [1, 2, 3],
  viewAll: [1, 4],
  modifyAll: [1, 2, 3, 4, 5],
}

const fieldWord = fc.constantFrom('none' as const, 'read' as const, 'edit' as const, undefined)
const said: fc.Arbitrary<Said> = fc.record({
  object: fc.nat(LADDER.length),
  viewsAllFields: fc.boolean(),
  fields: fc.record({ price__c: fieldWord, state__c: fieldWord }),
  exports: fc.boolean(),
})
const some = (count: number) => fc.uniqueArray(fc.nat(count - 1), { maxLength: count })

export const rights: fc.Arbitrary<Rights> = fc.record({
  profile: said,
  sets: fc.array(said, { minLength: 3, maxLength: 3 }),
  muting: fc.array(said, { minLength: 2, maxLength: 2 }),
  groups: fc.array(fc.record({ sets: some(3), muting: some(2) }), { minLength: 2, maxLength: 2 }),
  assigned: fc.record({ sets: some(3), groups: some(2) }),
})

export function filesOf({ profile, sets, muting, groups }: Rights): Readonly<Record<string, object>> {
  return {
    'base/profiles/Random.json': fileOf('Random', profile),
    ...Object.fromEntries(
      sets.map((set, index) => [`base/permission-sets/S${index}.json`, fileOf(`S${index}`, set)]),
    ),
    ...Object.fromEntries(
      muting.map((set, index) => [
        `base/muting-permission-sets/M${index}.json`,
        { ...fileOf(`M${index}`, set), objectPermissions: mutedRights(set) },
      ]),
    ),
    ...Object.fromEntries(
      groups.map((group, index) => [
        `base/permission-set-groups/G${index}.json`,
        {
          label: `G${index}`,
          permissionSets: group.sets.map(set => `S${set}`),
          mutingPermissionSets: group.muting.map(mute => `M${mute}`),
        },
      ]),
    ),
  }
}

function fileOf(label: string, { object, viewsAllFields, fields, exports }: Said): object {
  const given = LADDER.slice(0, object).map(right => [right, true])
  return {
    label,
    objectPermissions: [
      {
        object: 'bid__c',
        ...Object.fromEntries(given),
        ...(object > 0 && { viewAllFields: viewsAllFields }),
      },
    ],
    fieldPermissions: FIELDS.flatMap(name => {
      const word = fields[name]
      if (word === undefined) return []
      return [{ field: `bid__c.${name}`, readable: word !== 'none', editable: word === 'edit' }]
    }),
    userPermissions: [{ name: 'DataExport', enabled: exports }],
  }
}

/** A muting set names one right alone; what needs it goes with it. */
function mutedRights({ object, viewsAllFields }: Said): readonly object[] {
  const right = LADDER[object - 1]
  return [{ object: 'bid__c', ...(right && { [right]: true }), viewAllFields: viewsAllFields }]
}

interface Giver {
  readonly said: Said
  readonly kind: 'profile' | 'set'
  readonly muting: readonly Said[]
}

/** Everything that the user has rights by, each permission set of a group with what is muted there. */
function giversOf({ profile, sets, muting, groups, assigned }: Rights): readonly Giver[] {
  const set = (index: number): Said => sets[index] as Said
  return [
    { said: profile, kind: 'profile', muting: [] },
    ...assigned.sets.map(index => ({ said: set(index), kind: 'set', muting: [] }) as const),
    ...assigned.groups.flatMap(index =>
      (groups[index]?.sets ?? []).map(
        one =>
          ({
            said: set(one),
            kind: 'set',
            muting: (groups[index]?.muting ?? []).map(mute => muting[mute] as Said),
          }) as const,
      ),
    ),
  ]
}

function givesObject({ said: { object }, muting }: Giver, right: ObjectRight): boolean {
  const needs = NEEDS[right]
  return needs.every(place => place <= object) && !muting.some(mute => needs.includes(mute.object))
}

export function mayObject(world: Rights, right: ObjectRight): boolean {
  return giversOf(world).some(giver => givesObject(giver, right))
}

/** Without reading a field, nobody edits it; so both words mute both rights. */
function mutesField({ muting }: Giver, name: FieldName): boolean {
  return muting.some(({ fields }) => fields[name] === 'read' || fields[name] === 'edit')
}

/** price__c must be there in every bid, so it comes with the object; state__c is hidden unless somebody names it. */
export function mayField(world: Rights, name: FieldName, right: FieldRight): boolean {
  const givers = giversOf(world)
  const named = givers.some(giver => {
    const word = giver.said.fields[name]
    return (word === 'edit' || (word === 'read' && right === 'read')) && !mutesField(giver, name)
  })
  const viewed = givers.some(
    giver =>
      right === 'read' &&
      givesObject(giver, 'read') &&
      giver.said.viewsAllFields &&
      !giver.muting.some(mute => mute.viewsAllFields) &&
      !mutesField(giver, name),
  )
  if (named || viewed) return true
  return name === 'price__c' && comesAlong(world, givers, right)
}

function comesAlong(world: Rights, givers: readonly Giver[], right: FieldRight): boolean {
  const isTaken = ({ fields }: Said): boolean =>
    fields.price__c === 'none' || (right === 'edit' && fields.price__c === 'read')
  if (isTaken(world.profile)) return false
  const speaking = givers.filter(
    giver => isTaken(giver.said) || (mutesField(giver, 'price__c') && mayInGroup(world, giver, right)),
  )
  if (speaking.length === 0) return true
  return wholes(world).some(
    whole =>
      whole.some(giver => givesObject(giver, right)) &&
      whole.every(giver => giver.said.fields.price__c === undefined && !mutesField(giver, 'price__c')),
  )
}

/** Is there something to mute: the field or its object, in some set of the same group? */
function mayInGroup(world: Rights, giver: Giver, right: FieldRight): boolean {
  const group = wholes(world).find(whole => whole.some(one => one.muting === giver.muting)) ?? [giver]
  return group.some(({ said: { object, fields } }) => {
    const word = fields.price__c
    return (
      NEEDS[right].every(place => place <= object) || word === 'edit' || (word === 'read' && right === 'read')
    )
  })
}

/** The profile, each set and each group as wholes: silence is that of a whole. */
function wholes(world: Rights): readonly (readonly Giver[])[] {
  const { assigned } = world
  const givers = giversOf(world)
  const single = givers.slice(0, 1 + assigned.sets.length).map(giver => [giver])
  let next = single.length
  const groups = assigned.groups.map(index => {
    const count = world.groups[index]?.sets.length ?? 0
    next += count
    return givers.slice(next - count, next)
  })
  return [...single, ...groups]
}
