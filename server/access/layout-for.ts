import type { LayoutModel, ObjectModel, OrgModel, RecordTypeModel } from '../metadata/org-model.ts'
import type { Principal } from './principal.ts'

/**
 * The layout that the profile assigns to records of the type. Without an assignment: the one that is named after the
 * record type, else one that is named after none: of the last package (one may lay out an object of another one
 * anew), and there the one that most profiles are assigned.
 */
export function layoutFor(
  model: OrgModel,
  principal: Principal,
  object: ObjectModel,
  recordType: RecordTypeModel | undefined,
): LayoutModel | undefined {
  const assigned = model.profiles.get(principal.profile.toLowerCase())?.layouts
  const type = recordType?.name.toLowerCase()
  const names = [
    type && assigned?.get(`${object.table}.${type}`),
    assigned?.get(object.table),
    type && `${type}_layout`,
  ]
  for (const name of names) {
    const found = name ? object.layouts.get(name.toLowerCase()) : undefined
    if (found) return found
  }
  const all = [...object.layouts.values()]
  const ofTypes = new Set([...object.recordTypes.keys()].map(key => `${key}_layout`))
  const plain = all.filter(({ name }) => !ofTypes.has(name.toLowerCase()))
  return lastLayout(model, object, plain.length > 0 ? plain : all)
}

/** Of layouts of several packages, the one whose package builds on the others; of one package, the most usual one. */
function lastLayout(
  model: OrgModel,
  object: ObjectModel,
  layouts: readonly LayoutModel[],
): LayoutModel | undefined {
  const count = ({ name }: LayoutModel): number =>
    [...model.profiles.values()].filter(
      profile => profile.layouts.get(object.table)?.toLowerCase() === name.toLowerCase(),
    ).length
  const goesBefore = (one: LayoutModel, other: LayoutModel): boolean =>
    one.package === other.package
      ? count(one) > count(other)
      : model.packages.find(({ name }) => name === one.package)?.dependsOn.includes(other.package) === true
  let last = layouts[0]
  for (const layout of layouts) if (last && goesBefore(layout, last)) last = layout
  return last
}
