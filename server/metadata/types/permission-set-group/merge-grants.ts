import type { FieldGrant, ObjectGrant, PermissionHolderModel } from '../../permission-model.ts'

type Grants = Omit<PermissionHolderModel, 'id' | 'name' | 'label'>
type Visibility = { readonly visible: boolean; readonly isDefault: boolean }
type Flags<Grant> = { readonly [Key in keyof Grant]: boolean }

/** Words for tabs, the most generous ones first. */
const TAB_WORDS = ['DefaultOn', 'Visible', 'DefaultOff', 'Available']

/** What the permission sets give together, less what the muting ones name. */
export function mergeGrants(sets: readonly Grants[], muting: readonly Grants[]): Grants {
  return {
    objects: mergeFlags<ObjectGrant>(sets, muting, ({ objects }) => objects),
    fields: mergeFlags<FieldGrant>(sets, muting, ({ fields }) => fields),
    recordTypes: mergeFlags<Visibility>(sets, muting, ({ recordTypes }) => recordTypes),
    apps: mergeFlags<Visibility>(sets, muting, ({ apps }) => apps),
    layouts: new Map(),
    tabs: mergeTabs(sets, muting),
    permissions: new Set(
      sets
        .flatMap(({ permissions }) => [...permissions])
        .filter(one => !muting.some(({ permissions }) => permissions.has(one))),
    ),
    userType: 'Standard',
  }
}

function mergeFlags<Grant extends Flags<Grant>>(
  sets: readonly Grants[],
  muting: readonly Grants[],
  partOf: (grants: Grants) => ReadonlyMap<string, Grant>,
): ReadonlyMap<string, Grant> {
  const merged = new Map<string, Grant>()
  for (const [name, grant] of sets.flatMap(set => [...partOf(set)])) {
    const before = merged.get(name)
    const flags = Object.keys(grant) as (keyof Grant)[]
    const mutes = (flag: keyof Grant): boolean => muting.some(set => partOf(set).get(name)?.[flag] === true)
    const entries = flags.map(flag => [flag, (grant[flag] || before?.[flag] === true) && !mutes(flag)])
    merged.set(name, Object.fromEntries(entries) as Grant)
  }
  return merged
}

function mergeTabs(sets: readonly Grants[], muting: readonly Grants[]): ReadonlyMap<string, string> {
  const names = new Set(sets.flatMap(({ tabs }) => [...tabs.keys()]))
  return new Map(
    [...names].map(name => {
      const isMuted = muting.some(({ tabs }) => TAB_WORDS.includes(tabs.get(name) ?? ''))
      const words = isMuted ? [] : sets.map(({ tabs }) => tabs.get(name))
      return [name, TAB_WORDS.find(word => words.includes(word)) ?? 'Hidden']
    }),
  )
}
