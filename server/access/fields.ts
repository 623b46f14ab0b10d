import { say } from '../kernel/message.ts'
import type { FieldModel, ObjectModel } from '../metadata/org-model.ts'
import type { PermissionHolderModel } from '../metadata/permission-model.ts'
import type { FieldRight } from './access.ts'
import { allow, type Decision, deny, type Reason } from './decision.ts'
import { HAS_MODIFY_ALL, type Holder, mutedReasons, reasonsOf } from './holders.ts'
import { RIGHT_WORDS } from './right-words.ts'

/** One right on one field. */
interface Wish {
  readonly object: ObjectModel
  readonly field: FieldModel
  readonly right: FieldRight
  /** How grants name the field. */
  readonly key: string
}

const valuesOf = ({ object, field, right }: Wish) =>
  ({ right: RIGHT_WORDS[right], field: `${object.name}.${field.name}` }) as const

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
    return allow({
      kind: 'Field',
      name: field.name,
      message: say('comes with {object}', { object: object.name }),
    })
  }
  if (taken.length > 0) return deny(...taken)
  return deny({
    kind: 'Field',
    name: field.name,
    message: say('no profile or permission set of the user allows {right} of {field}', valuesOf(wish)),
  })
}

function grantedReasons(holders: readonly Holder[], wish: Wish): readonly Reason[] {
  const { object, right, key } = wish
  const all = reasonsOf(holders, grants => grants.permissions.has('ModifyAllData'), HAS_MODIFY_ALL)
  const named = reasonsOf(
    holders,
    grants => grants.fields.get(key)?.[right] === true,
    say('allows {right} of {field}', valuesOf(wish)),
  )
  if (right !== 'read') return [...all, ...named]
  const open = holders.filter(({ muting = [] }) => !muting.some(({ fields }) => fields.get(key)?.read))
  const viewed = reasonsOf(
    open,
    grants => grants.objects.get(object.table)?.viewAllFields === true,
    say('sees all fields of {object}', { object: object.name }),
  )
  return [...all, ...named, ...viewed]
}

/** Who names the field without granting it, or mutes it in a group that gives it or its object. */
function takenReasons(holders: readonly Holder[], wish: Wish): readonly Reason[] {
  const { right, key } = wish
  const names = ({ fields }: PermissionHolderModel): boolean => fields.get(key)?.[right] === true
  const muted = mutedReasons(
    holders,
    names,
    say('mutes {right} of {field}', valuesOf(wish)),
    grants => names(grants) || givesObject(grants, wish),
  )
  // What a group would grant, were it not muted, has its reason above.
  const unmuted = holders.filter(({ sets = [], muting = [] }) => !(muting.some(names) && sets.some(names)))
  const named = reasonsOf(
    unmuted,
    grants => grants.fields.get(key)?.[right] === false,
    say('does not allow {right} of {field}', valuesOf(wish)),
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
