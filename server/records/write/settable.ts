import type { FieldModel } from '../../metadata/org-model.ts'
import type { WriteContext } from './context.ts'
import { isStamp } from './plan.ts'

/** May this operation set the field at all, whoever saves? */
export function isSettable({ operation }: WriteContext, field: FieldModel, input: unknown): boolean {
  if (operation === 'insert') return field.createable && !isStamp(field)
  // A detail keeps its master, unless the field says otherwise.
  if (isFixedMaster(field)) return input === undefined
  return field.updateable && !isStamp(field)
}

/** The master of a detail that stays with the one it was made for. */
export function isFixedMaster({ fieldType, reparentableMasterDetail }: FieldModel): boolean {
  return fieldType.name === 'MasterDetail' && reparentableMasterDetail !== true
}

/** An upsert names the master for the records that it makes; those that are there already belong to it. */
export function mayNameMaster({ operation, request }: WriteContext, field: FieldModel): boolean {
  return operation === 'update' && request.operation === 'upsert' && field.fieldType.name === 'MasterDetail'
}
