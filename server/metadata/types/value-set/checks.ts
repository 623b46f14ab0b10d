import type { JSONPath } from 'jsonc-parser'
import type { Component, Finding } from '../../component.ts'
import type { FieldSource, RecordTypeSource, ValueSetSource } from '../../component-types.d.ts'
import type { Check } from '../../metadata-type.ts'
import type { ModelDraft } from '../../model-draft.ts'

/** Picklist values that stand in one list of a file. */
interface ValueList {
  readonly component: Component
  readonly path: JSONPath
  readonly values: readonly {
    readonly fullName: string
    readonly default?: boolean
    readonly isActive?: boolean
  }[]
}

export const valueSetChecks: readonly Check[] = [
  {
    id: 'value-set.duplicate-value',
    description: 'A picklist value is in its list once, whatever its case.',
    *find(draft): Iterable<Finding> {
      for (const list of listsOf(draft)) yield* findDuplicates(list)
    },
  },
  {
    id: 'value-set.value',
    description: 'A picklist value holds no semicolon and has no space at its ends.',
    *find(draft): Iterable<Finding> {
      for (const { component, values, path } of listsOf(draft)) {
        for (const [index, { fullName }] of values.entries()) {
          if (!fullName.includes(';') && fullName === fullName.trim()) continue
          const message = `The value "${fullName}" may not hold ";" nor begin or end with a space.`
          yield { check: 'value-set.value', component, at: [...path, index, 'fullName'], message }
        }
      }
    },
  },
  {
    id: 'value-set.two-defaults',
    description: 'At most one picklist value is the default.',
    *find(draft): Iterable<Finding> {
      for (const list of listsOf(draft)) yield* findTwoDefaults(list)
    },
  },
  {
    id: 'value-set.inactive-default',
    description: 'The default value of a picklist is an active one.',
    *find(draft): Iterable<Finding> {
      for (const { component, values, path } of listsOf(draft)) {
        for (const [index, { fullName, default: isDefault, isActive }] of values.entries()) {
          if (!isDefault || isActive !== false) continue
          const message = `The value "${fullName}" is the default, but not active.`
          const at = [...path, index, 'default']
          yield { check: 'value-set.inactive-default', component, at, message }
        }
      }
    },
  },
]

/** Of value sets, of fields, and the parts of them that record types allow. */
function* listsOf({ components }: ModelDraft): Iterable<ValueList> {
  for (const component of (components.get('value-set') ?? []) as readonly Component<ValueSetSource>[]) {
    yield { component, values: component.source.value, path: ['value'] }
  }
  for (const component of (components.get('field') ?? []) as readonly Component<FieldSource>[]) {
    const values = component.source.valueSet?.valueSetDefinition?.value
    if (values) yield { component, values, path: ['valueSet', 'valueSetDefinition', 'value'] }
  }
  for (const component of (components.get('record-type') ?? []) as readonly Component<RecordTypeSource>[]) {
    for (const [index, { values }] of (component.source.picklistValues ?? []).entries()) {
      yield { component, values, path: ['picklistValues', index, 'values'] }
    }
  }
}

function* findDuplicates({ component, values, path }: ValueList): Iterable<Finding> {
  const seen = new Set<string>()
  for (const [index, { fullName }] of values.entries()) {
    const key = fullName.toLowerCase()
    if (seen.has(key)) {
      const message = `The value "${fullName}" is here twice.`
      yield { check: 'value-set.duplicate-value', component, at: [...path, index, 'fullName'], message }
    }
    seen.add(key)
  }
}

function* findTwoDefaults({ component, values, path }: ValueList): Iterable<Finding> {
  const defaults = values.flatMap((value, index) => (value.default ? [{ value, index }] : []))
  const first = defaults[0]?.value.fullName
  for (const { value, index } of defaults.slice(1)) {
    const message = `"${value.fullName}" is a second default value; "${first}" is one already.`
    yield { check: 'value-set.two-defaults', component, at: [...path, index, 'default'], message }
  }
}
