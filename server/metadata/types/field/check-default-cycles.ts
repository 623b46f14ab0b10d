import type { Finding } from '../../component.ts'
import type { Check } from '../../metadata-type.ts'
import type { ObjectDraft } from '../../model-draft.ts'
import type { FieldModel } from '../../org-model.ts'
import { splitSegment } from '../../resolve-path.ts'

/** Fields of the same object that a field's default value reads, directly or through a lookup. */
function defaultNeeds(object: ObjectDraft, field: FieldModel): readonly FieldModel[] {
  return (field.compiledDefault?.references ?? []).flatMap(path => {
    const [first = '', ...rest] = path.split('.')
    const { relationship } = splitSegment(first)
    return (rest.length > 0 ? object.parents.get(relationship) : object.fields.get(relationship)) ?? []
  })
}

function findCircle(object: ObjectDraft, start: FieldModel): readonly FieldModel[] | undefined {
  const seen = new Set<FieldModel>()
  const visit = (field: FieldModel, way: readonly FieldModel[]): readonly FieldModel[] | undefined => {
    for (const next of defaultNeeds(object, field)) {
      // One that follows another field may keep what it was.
      if (next === field && field.defaultFollows !== undefined) continue
      if (next === start) return [...way, field]
      if (seen.has(next)) continue
      seen.add(next)
      const circle = visit(next, [...way, field])
      if (circle) return circle
    }
    return undefined
  }
  return visit(start, [])
}

export const checkDefaultCycles: readonly Check[] = [
  {
    id: 'lookup.cyclic-default',
    description: 'Default values do not need each other in a circle.',
    *find(draft, components): Iterable<Finding> {
      for (const component of components) {
        const object = draft.objects.get((component.object as string).toLowerCase())
        const field = object?.fields.get(component.name.toLowerCase())
        const circle = object && field && findCircle(object, field)
        if (!circle) continue
        const names = [...circle, circle[0] as FieldModel].map(one => one.name).join(' → ')
        const message = `Default values need each other in a circle: ${names}.`
        yield { check: 'lookup.cyclic-default', component, at: ['defaultValue'], message }
      }
    },
  },
]
