import type { JSONPath } from 'jsonc-parser'
import type { Component, Finding } from '../../component.ts'
import type { PicklistValueSource, ValueSetSource } from '../../component-types.d.ts'
import type { Check } from '../../metadata-type.ts'

export const valueSetChecks: readonly Check[] = [
  {
    id: 'value-set.duplicate-value',
    description: 'A picklist value is there once, whatever its case.',
    *find(_draft, components): Iterable<Finding> {
      for (const component of components as readonly Component<ValueSetSource>[]) {
        yield* findDuplicateValues(component, component.source.value, ['value'])
      }
    },
  },
  {
    id: 'value-set.two-defaults',
    description: 'At most one picklist value is the default.',
    *find(_draft, components): Iterable<Finding> {
      for (const component of components as readonly Component<ValueSetSource>[]) {
        yield* findTwoDefaults(component, component.source.value, ['value'])
      }
    },
  },
]

export function* findDuplicateValues(
  component: Component,
  values: readonly PicklistValueSource[],
  path: JSONPath,
): Iterable<Finding> {
  const seen = new Set<string>()
  for (const [index, { fullName }] of values.entries()) {
    const key = fullName.toLowerCase()
    const at = [...path, index, 'fullName']
    if (seen.has(key)) {
      yield {
        check: 'value-set.duplicate-value',
        component,
        at,
        message: `The value "${fullName}" is here twice.`,
      }
    } else if (fullName.includes(';') || fullName !== fullName.trim()) {
      const message = `The value "${fullName}" may not hold ";" nor begin or end with a space.`
      yield { check: 'value-set.duplicate-value', component, at, message }
    }
    seen.add(key)
  }
}

export function* findTwoDefaults(
  component: Component,
  values: readonly PicklistValueSource[],
  path: JSONPath,
): Iterable<Finding> {
  const defaults = values.flatMap((value, index) => (value.default ? [{ value, index }] : []))
  for (const { value, index } of defaults.slice(1)) {
    const first = defaults[0]?.value.fullName
    const message = `"${value.fullName}" is a second default value; "${first}" is one already.`
    yield { check: 'value-set.two-defaults', component, at: [...path, index, 'default'], message }
  }
}
