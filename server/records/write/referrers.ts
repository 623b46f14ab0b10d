import type { FieldModel, ObjectModel, OrgModel } from '../../metadata/org-model.ts'

/** What becomes of a record when the one that its lookup names is deleted. */
export type DeleteBehavior = 'SetNull' | 'Restrict' | 'Cascade'

export interface Referring {
  readonly object: ObjectModel
  readonly field: FieldModel
  readonly behavior: DeleteBehavior
}

const byModel = new WeakMap<OrgModel, Map<ObjectModel, readonly Referring[]>>()

/** The lookups of all objects that name records of this one. */
export function referringTo(model: OrgModel, object: ObjectModel): readonly Referring[] {
  let ofModel = byModel.get(model)
  if (!ofModel) {
    ofModel = new Map()
    byModel.set(model, ofModel)
  }
  let referring = ofModel.get(object)
  if (!referring) {
    referring = object.childList.flatMap(({ object: name, field: fieldName }) => {
      const child = model.objects.get(name.toLowerCase())
      const field = child?.fields.get(fieldName.toLowerCase())
      return child && field && field.column !== null
        ? [{ object: child, field, behavior: behaviorOf(field) }]
        : []
    })
    ofModel.set(object, referring)
  }
  return referring
}

/** A detail goes with its master unless it says otherwise. A required lookup cannot become null: it holds the record. */
function behaviorOf(field: FieldModel): DeleteBehavior {
  const behavior = field.deleteConstraint ?? (field.fieldType.name === 'MasterDetail' ? 'Cascade' : 'SetNull')
  return behavior === 'SetNull' && field.required ? 'Restrict' : behavior
}
