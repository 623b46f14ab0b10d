import type { ModelDraft } from '../../model-draft.ts'
import type { ChildRelationshipModel } from '../../org-model.ts'
import { childRelationshipName, parentRelationshipName } from '../../resolve-path.ts'
import type { CompiledField } from './compiled-field.ts'

/** Makes every lookup a parent relationship of its object and a child relationship of those that it refers to. */
export function linkRelationships(fields: readonly CompiledField[], draft: ModelDraft): void {
  for (const object of draft.objects.values()) {
    for (const field of object.fieldList) {
      if (field.referenceTo) object.parents.set(parentRelationshipName(field.name).toLowerCase(), field)
    }
  }
  for (const compiled of fields) linkChildren(compiled, draft)
}

function linkChildren({ component, object, field }: CompiledField, draft: ModelDraft): void {
  const { relationshipName } = field
  const name = relationshipName && childRelationshipName(field.name, relationshipName)
  for (const target of field.referenceTo ?? []) {
    const parent = draft.objects.get(target.toLowerCase())
    if (!parent) continue
    const child: ChildRelationshipModel = { object: object.name, field: field.name, ...(name && { name }) }
    parent.childList.push(child)
    if (!name) continue
    const other = parent.children.get(name.toLowerCase())
    if (other) {
      draft.report({
        check: 'lookup.duplicate-relationship',
        component,
        at: ['relationshipName'],
        message: `${parent.name} has the child relationship ${name} already: ${other.object}.${other.field}.`,
      })
      continue
    }
    parent.children.set(name.toLowerCase(), child)
  }
}
