import type { Component, Finding } from '../../component.ts'
import type { FieldSource } from '../../component-types.d.ts'
import type { Check } from '../../metadata-type.ts'
import type { ModelDraft } from '../../model-draft.ts'

type FieldComponent = Component<FieldSource>

const MOST_MASTERS = 2

export const checkLookups: readonly Check[] = [
  {
    id: 'lookup.set-null',
    description: 'A lookup that must have a value is not emptied when the record looked up is deleted.',
    *find(_draft, components): Iterable<Finding> {
      for (const component of components as readonly FieldComponent[]) {
        const { type, required, deleteConstraint } = component.source
        if (deleteConstraint !== 'SetNull' || (type !== 'MasterDetail' && !required)) continue
        const place = { check: 'lookup.set-null', component, at: ['deleteConstraint'] }
        if (type === 'MasterDetail') {
          const message = 'A detail has a master always, so it cannot be emptied when that is deleted.'
          yield { ...place, message, hint: 'Use "Cascade" or "Restrict".' }
        } else {
          const message = 'A required lookup cannot be emptied when the record looked up is deleted.'
          yield { ...place, message, hint: 'Use "Restrict" or "Cascade".' }
        }
      }
    },
  },
  {
    id: 'master-detail.one-object',
    description: 'A detail has one master, of one object.',
    *find(_draft, components): Iterable<Finding> {
      for (const component of masterFields(components)) {
        if ([component.source.referenceTo ?? []].flat().length === 1) continue
        const message = 'A detail has one master: name one object.'
        yield { check: 'master-detail.one-object', component, at: ['referenceTo'], message }
      }
    },
  },
  {
    id: 'master-detail.too-many',
    description: 'An object has at most two masters.',
    *find(_draft, components): Iterable<Finding> {
      const byObject = new Map<string, FieldComponent[]>()
      for (const component of masterFields(components)) {
        const object = (component.object as string).toLowerCase()
        byObject.set(object, [...(byObject.get(object) ?? []), component])
      }
      for (const fields of byObject.values()) {
        if (fields.length <= MOST_MASTERS) continue
        const component = fields.at(-1) as FieldComponent
        const names = fields.map(({ name }) => name).join(', ')
        const message = `${component.object} has ${fields.length} masters; an object has at most ${MOST_MASTERS}: ${names}.`
        yield { check: 'master-detail.too-many', component, message, hint: 'Use a Lookup.' }
      }
    },
  },
  {
    id: 'master-detail.cycle',
    description: 'Masters and details do not form a circle.',
    *find(draft, components): Iterable<Finding> {
      for (const component of masterFields(components)) {
        const [target, ...others] = [component.source.referenceTo ?? []].flat()
        const circle =
          target === undefined || others.length > 0
            ? undefined
            : findCircle(component.object as string, target, draft)
        if (!circle) continue
        const message = `Masters and details form a circle: ${circle.join(' → ')}.`
        yield { check: 'master-detail.cycle', component, at: ['referenceTo'], message }
      }
    },
  },
]

function masterFields(components: readonly Component[]): readonly FieldComponent[] {
  return (components as readonly FieldComponent[]).filter(({ source }) => source.type === 'MasterDetail')
}

/** The way from the detail over its master and the masters of that back to the detail. */
function findCircle(
  start: string,
  next: string,
  draft: ModelDraft,
  way: readonly string[] = [],
): readonly string[] | undefined {
  const object = draft.objects.get(next.toLowerCase())
  if (!object || way.includes(object.name)) return undefined
  if (object.name.toLowerCase() === start.toLowerCase()) return [object.name, ...way, object.name]
  for (const field of object.fieldList) {
    const [master] = field.type === 'MasterDetail' ? (field.referenceTo ?? []) : []
    const circle = master && findCircle(start, master, draft, [...way, object.name])
    if (circle) return circle
  }
  return undefined
}
