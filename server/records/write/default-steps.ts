import type { FieldModel, ObjectModel } from '../../metadata/org-model.ts'
import { splitSegment } from '../../metadata/resolve-path.ts'

/**
 * The fields that are filled in new records, in steps: the default values of a step read nothing but what is given
 * and what the steps before have filled. A deploy refuses default values that need each other in a circle.
 */
export function defaultSteps(
  object: ObjectModel,
  stored: readonly FieldModel[],
): readonly (readonly FieldModel[])[] {
  const filled = stored.filter(field => field.compiledDefault || isFilled(object, field))
  const depths = new Map<FieldModel, number>()
  const depthOf = (field: FieldModel): number => {
    const known = depths.get(field)
    if (known !== undefined) return known
    depths.set(field, 0)
    const needed = fieldsRead(object, field).filter(one => one !== field && filled.includes(one))
    const depth = Math.max(0, ...needed.map(one => depthOf(one) + 1))
    depths.set(field, depth)
    return depth
  }
  const steps: FieldModel[][] = []
  for (const field of filled) {
    const depth = depthOf(field)
    while (steps.length <= depth) steps.push([])
    steps[depth]?.push(field)
  }
  return steps
}

/**
 * Fields of the record itself that a default value reads, the lookups of its paths among them, and the field that says
 * which values a picklist may have.
 */
export function fieldsRead(object: ObjectModel, field: FieldModel): readonly FieldModel[] {
  const read = (field.compiledDefault?.references ?? []).flatMap(path => {
    const [first = '', ...rest] = path.split('.')
    const { relationship } = splitSegment(first)
    return (rest.length > 0 ? object.parents.get(relationship) : object.fields.get(relationship)) ?? []
  })
  return [...read, ...[controllingFieldOf(object, field) ?? []].flat()]
}

/** The field whose value offers the values of a dependent picklist; undefined for all other fields. */
export function controllingFieldOf(object: ObjectModel, field: FieldModel): FieldModel | undefined {
  const { controllingField } = field
  return controllingField === undefined ? undefined : object.fields.get(controllingField.toLowerCase())
}

/** A checkbox is true or false; a picklist may have a default value, also for some record types only. */
function isFilled(object: ObjectModel, field: FieldModel): boolean {
  if (!field.values) return field.fieldType.ruleType(field) === 'boolean' && !field.system
  if (field.values.some(value => value.default)) return true
  const key = field.name.toLowerCase()
  return [...object.recordTypes.values()].some(type => type.picklistValues.get(key)?.default !== undefined)
}
