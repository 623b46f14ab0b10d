import type { FieldModel, ObjectModel } from '../metadata/org-model.ts'
import type { PermissionHolderModel } from '../metadata/permission-model.ts'
import type { FieldRight } from './access.ts'
import { allow, type Decision, deny, type Reason } from './decision.ts'
import { type Holder, mutedReasons, reasonsOf } from './holders.ts'

/** One right on one field. */
interface Wish {
  readonly object: ObjectModel
  readonly field: FieldModel
  readonly right: FieldRight
  /** How grants name the field. */
  readonly key: string
}

/**
 * May the field be read or edited? A field of its own name (`__c`) is hidden unless a profile or permission set names
 * it; what an object cannot do without (its standard, required and master-detail fields) comes with the object,
 * unless the profile takes it away.
 */
export function decideField(
  holders: readonly Holder[],
  object: ObjectModel,
  field: FieldModel,
  right: FieldRight,
): Decision {
  const wish: Wish = { object, field, right, key: `${object.table}.${field.name.toLowerCase()}` }
  const because = grantedReasons(holders, wish)
  if (because.length > 0) return allow(...because)
  const taken = takenReasons(holders, wish)
  if (comesWithObject(field) && isCarried(holders, wish, taken)) {
    return allow({ kind: 'Field', name: field.name, message: `comes with ${object.name}` })
  }
  if (taken.length > 0) return deny(...taken)
  return deny({
    kind: 'Field',
    name: field.name,
    message: `no profile or permission set of the user allows ${right} of ${object.name}.${field.name}`,
  })
}

function grantedReasons(holders: readonly Holder[], { object, field, right, key }: Wish): readonly Reason[] {
  const all = reasonsOf(holders, grants => grants.permissions.has('ModifyAllData'), 'has ModifyAllData')
  const named = reasonsOf(
    holders,
    grants => grants.fields.get(key)?.[right] === true,
    `allows ${right} of ${object.name}.${field.name}`,
  )
  if (right !== 'read') return [...all, ...named]
  const open = holders.filter(({ muting = [] }) => !muting.some(({ fields }) => fields.get(key)?.read))
  const viewed = reasonsOf(
    open,
    grants => grants.objects.get(object.table)?.viewAllFields === true,
    `sees all fields of ${object.name}`,
  )
  return [...all, ...named, ...viewed]
}

/** Who names the field without granting it, or mutes it in a group that gives it or its object. */
function takenReasons(holders: readonly Holder[], wish: Wish): readonly Reason[] {
  const { object, field, right, key } = wish
  const name = `${object.name}.${field.name}`
  const names = ({ fields }: PermissionHolderModel): boolean => fields.get(key)?.[right] === true
  const muted = mutedReasons(
    holders,
    names,
    `mutes ${right} of ${name}`,
    grants => names(grants) || givesObject(grants, wish),
  )
  // What a group would grant, were it not muted, has its reason above.
  const unmuted = holders.filter(({ sets = [], muting = [] }) => !(muting.some(names) && sets.some(names)))
  const named = reasonsOf(
    unmuted,
    grants => grants.fields.get(key)?.[right] === false,
    `does not allow ${right} of ${name}`,
  )
  return [...named, ...muted]
}

/** Permission sets and groups take nothing away that the user has without them; a profile does. */
function isCarried(holders: readonly Holder[], wish: Wish, taken: readonly Reason[]): boolean {
  if (taken.length === 0) return true
  if (taken.some(({ kind }) => kind === 'Profile')) return false
  const { key, right } = wish
  return holders.some(
    ({ grants, muting = [] }) =>
      givesObject(grants, wish) &&
      grants.fields.get(key) === undefined &&
      !muting.some(({ fields }) => fields.get(key)?.[right]),
  )
}

function givesObject({ objects, permissions }: PermissionHolderModel, { object, right }: Wish): boolean {
  const rights = objects.get(object.table)
  if (right === 'read') return rights?.read === true || permissions.has('ViewAllData')
  return rights?.edit === true || rights?.create === true
}

function comesWithObject({ custom, required, fieldType }: FieldModel): boolean {
  return !custom || required || fieldType.name === 'MasterDetail'
}
