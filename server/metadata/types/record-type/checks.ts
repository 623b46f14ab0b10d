import type { Component, Finding } from '../../component.ts'
import type { RecordTypeSource } from '../../component-types.d.ts'
import type { Check } from '../../metadata-type.ts'

export const recordTypeChecks: readonly Check[] = [
  {
    id: 'record-type.unknown-field',
    description: 'Picklists that a record type narrows are fields of its object.',
  },
  { id: 'record-type.not-picklist', description: 'Only picklist fields have values to narrow.' },
  {
    id: 'record-type.unknown-value',
    description: 'Values of a record type are values of the picklist field.',
  },
  { id: 'record-type.duplicate', description: 'A record type names a picklist once.' },
  {
    id: 'record-type.inactive-default',
    description: 'The default record type is active.',
    *find(_draft, components): Iterable<Finding> {
      for (const component of components as readonly Component<RecordTypeSource>[]) {
        if (!component.source.default || component.source.active !== false) continue
        const message = `${component.name} is the default record type, but not active.`
        yield { check: 'record-type.inactive-default', component, at: ['default'], message }
      }
    },
  },
  {
    id: 'record-type.two-defaults',
    description: 'An object has at most one default record type.',
    *find(_draft, components): Iterable<Finding> {
      const defaults = new Map<string, string>()
      for (const component of components as readonly Component<RecordTypeSource>[]) {
        if (!component.source.default) continue
        const object = (component.object as string).toLowerCase()
        const first = defaults.get(object)
        if (first === undefined) {
          defaults.set(object, component.name)
          continue
        }
        const message = `${component.name} is a second default record type of ${component.object}; ${first} is one already.`
        yield { check: 'record-type.two-defaults', component, at: ['default'], message }
      }
    },
  },
]
