import type { FieldModel, ObjectModel, SummaryModel } from '../../metadata/org-model.ts'

const fieldsOf = new WeakMap<ObjectModel, readonly FieldModel[]>()

/** Stored fields of a child that the roll-ups over it depend on: lookups, summarized fields, filters. */
export function summaryFields(object: ObjectModel): readonly FieldModel[] {
  let fields = fieldsOf.get(object)
  if (!fields) {
    fields = [...new Set(object.feedsSummaries.flatMap(summary => dependencies(object, summary)))]
    fieldsOf.set(object, fields)
  }
  return fields
}

/** Fields of the child whose change may change the summary. */
export function dependencies(object: ObjectModel, summary: SummaryModel): readonly FieldModel[] {
  const own = (name: string): FieldModel[] => {
    const field = object.fields.get(name.toLowerCase())
    if (!field) return []
    if (field.column !== null) return [field]
    return (field.compiledFormula?.references ?? []).flatMap(own)
  }
  const { childLookup, childField, filter } = summary
  return [childLookup, ...(childField ? [childField] : []), ...(filter?.references ?? [])].flatMap(own)
}
