import type { FieldModel, ObjectModel } from '../metadata/org-model.ts'
import type { FieldRight } from './access.ts'
import { allow, type Decision, deny } from './decision.ts'
import { type Holder, reasonsOf } from './holders.ts'

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
  const key = `${object.table}.${field.name.toLowerCase()}`
  const all = reasonsOf(holders, grants => grants.permissions.has('ModifyAllData'), 'has ModifyAllData')
  const named = reasonsOf(
    holders,
    grants => grants.fields.get(key)?.[right] === true,
    `allows ${right} of ${object.name}.${field.name}`,
  )
  const viewed =
    right === 'read'
      ? reasonsOf(
          holders,
          grants => grants.objects.get(object.table)?.viewAllFields === true,
          `sees all fields of ${object.name}`,
        )
      : []
  const because = [...all, ...named, ...viewed]
  if (because.length > 0) return allow(...because)
  const taken = reasonsOf(
    holders,
    grants => grants.fields.get(key)?.[right] === false,
    `does not allow ${right} of ${object.name}.${field.name}`,
  )
  if (taken.length > 0) return deny(...taken)
  if (comesWithObject(field)) {
    return allow({ kind: 'Field', name: field.name, message: `comes with ${object.name}` })
  }
  return deny({
    kind: 'Field',
    name: field.name,
    message: `no profile or permission set of the user allows ${right} of ${object.name}.${field.name}`,
  })
}

function comesWithObject({ custom, required, fieldType }: FieldModel): boolean {
  return !custom || required || fieldType.name === 'MasterDetail'
}
