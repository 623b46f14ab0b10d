import { badValueMessage } from '../../../fields/picklist-values.ts'
import { missingFields } from '../../../fields/problems.ts'
import { say } from '../../../kernel/message.ts'
import type { FieldModel, ObjectModel } from '../../../metadata/org-model.ts'
import { addProblem, type Change, type WriteContext } from '../context.ts'
import { planOf } from '../plan.ts'
import { addWrongRecordType } from '../problems.ts'
import { recordTypeOf } from '../record-types.ts'

/** Required fields, owners, and picklist values that the record's type does not allow. */
export function checkValues(context: WriteContext): void {
  const { operation, object, touched } = context
  if (operation !== 'insert' && operation !== 'update') return
  const plan = planOf(context.session.org.model, object)
  const isInsert = operation === 'insert'
  const required = isInsert ? plan.required : plan.required.filter(field => touched.has(field))
  const picklists = plan.picklists.filter(field => limits(object, field) && touched.has(field))
  const recordTypeField = object.fields.get('recordtypeid')
  const hasType = recordTypeField && touched.has(recordTypeField)
  const owner = object.fields.get('ownerid')
  const hasOwner = owner !== undefined && touched.has(owner)
  for (const change of context.changes) {
    if (!isInsert && !change.before) continue
    checkRequired(change, required)
    if (hasOwner) checkOwner(change, owner)
    if (hasType) checkRecordType(object, change)
    for (const field of picklists) checkPicklist(object, change, field)
  }
}

function checkRequired(change: Change, required: readonly FieldModel[]): void {
  let missing: string[] | undefined
  for (const field of required) {
    const value = change.after[field.name]
    if (value !== undefined && value !== null) continue
    if (hasProblem(change, field.name)) continue
    missing ??= []
    missing.push(field.name)
  }
  if (!missing) return
  change.problems.push(missingFields(missing))
}

/** A record that nobody owns would be a record that nobody sees. */
function checkOwner(change: Change, { name, label }: FieldModel): void {
  if (change.after[name] !== null) return
  const message = say('owner cannot be blank')
  addProblem(change, 'INVALID_CROSS_REFERENCE_KEY', message, { fields: [name], label })
}

function hasProblem(change: Change, name: string): boolean {
  return change.problems.some(problem => problem.fields?.includes(name))
}

function checkRecordType(object: ObjectModel, change: Change): void {
  const { RecordTypeId: id } = change.after
  if (id === null || id === undefined || change.before?.RecordTypeId === id) return
  const type = recordTypeOf(object, id)
  if (type?.active) return
  const hint = type
    ? say('The record type is inactive.')
    : say('The record type is no record type of {object}.', { object: object.name })
  addWrongRecordType(change, String(id), hint)
}

/** Some record type allows a part of the values only. */
function limits(object: ObjectModel, field: FieldModel): boolean {
  const key = field.name.toLowerCase()
  for (const type of object.recordTypes.values()) if (type.picklistValues.has(key)) return true
  return false
}

function checkPicklist(object: ObjectModel, change: Change, field: FieldModel): void {
  const value = change.after[field.name]
  if (value === null || value === undefined || value === change.before?.[field.name]) return
  const type = recordTypeOf(object, change.after.RecordTypeId)
  const allowed = type?.picklistValues.get(field.name.toLowerCase())?.values
  if (!type || !allowed) return
  const picked = typeof value === 'string' ? [value] : (value as readonly string[])
  const wrong = picked.filter(one => !allowed.includes(one))
  if (wrong.length === 0) return
  addProblem(change, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', badValueMessage(wrong.join(';')), {
    ...{ fields: [field.name], label: field.label },
    hint: say('The record type {type} allows: {values}.', { type: type.label, values: allowed.join(', ') }),
  })
}
