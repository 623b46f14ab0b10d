import type { Component, Finding } from '../../component.ts'
import type { PathAssistantSource } from '../../component-types.d.ts'
import type { Check } from '../../metadata-type.ts'
import { recordTypeOf } from './compile.ts'

export const pathAssistantChecks: readonly Check[] = [
  { id: 'path-assistant.unknown-object', description: 'The object of a path is there.' },
  { id: 'path-assistant.unknown-field', description: 'The picklist and the key fields of a path are there.' },
  { id: 'path-assistant.not-picklist', description: 'A path goes through the values of a picklist.' },
  { id: 'path-assistant.unknown-record-type', description: 'The record type of a path is there.' },
  { id: 'path-assistant.unknown-value', description: 'The steps of a path are values of its picklist.' },
  { id: 'path-assistant.duplicate', description: 'A path says once what there is to say of a step.' },
  {
    id: 'path-assistant.two-paths',
    description: 'Records of an object and record type have one active path.',
    *find(_draft, components): Iterable<Finding> {
      const paths = new Map<string, string>()
      for (const component of components as readonly Component<PathAssistantSource>[]) {
        const { source, name } = component
        if (source.active === false) continue
        const key = `${source.entityName}.${recordTypeOf(source) ?? ''}`.toLowerCase()
        const first = paths.get(key)
        if (first === undefined) {
          paths.set(key, name)
          continue
        }
        const message = `${name} is a second path for the same records of ${source.entityName}; ${first} is one already.`
        const hint = 'Give it a record type of its own, or say "active": false.'
        yield { check: 'path-assistant.two-paths', component, at: ['entityName'], message, hint }
      }
    },
  },
]
