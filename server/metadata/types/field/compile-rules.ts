import type { LookupFilter } from '../../../fields/field-spec.ts'
import type { Rule } from '../../../rules/rule.ts'
import { compileRuleOf } from '../../compile-rule-of.ts'
import { toRule } from '../../filter-items.ts'
import type { ModelDraft } from '../../model-draft.ts'
import type { CompiledField } from './compiled-field.ts'

/** The default value's rule: what the record itself and the user say, before anything is saved. */
export function compileDefault({ component, object, field }: CompiledField, draft: ModelDraft): void {
  if (field.defaultValue === undefined) return
  const rule = compileRuleOf(draft, component, {
    rule: field.defaultValue,
    at: ['defaultValue'],
    object,
    type: field.fieldType.ruleType(field),
    field,
    allowPrior: false,
  })
  if (rule) field.compiledDefault = rule
}

/** The lookup filter's rule, over the object looked up; `$Source` is the record that looks. */
export function compileLookupFilter({ component, object, field }: CompiledField, draft: ModelDraft): void {
  const { lookupFilter } = component.source
  if (!lookupFilter) return
  const targets = field.referenceTo ?? []
  const target = draft.objects.get(targets[0]?.toLowerCase() ?? '')
  if (!target || targets.length > 1) {
    const message = 'A lookup filter is for a lookup of one object.'
    if (targets.length > 1) {
      draft.report({ check: 'lookup.filter', component, at: ['lookupFilter'], message })
    }
    return
  }
  const { filter, filterItems, booleanFilter, active = true, isOptional = false, errorMessage } = lookupFilter
  const items = { at: ['lookupFilter', 'filterItems'], booleanFilter, objectName: target.name }
  const written =
    filter === undefined
      ? toRule(filterItems ?? [], items)
      : { rule: filter as Rule, at: ['lookupFilter', 'filter'] }
  if ('message' in written) {
    const at = ['lookupFilter', 'booleanFilter']
    draft.report({ check: 'lookup.filter', component, at, message: written.message })
    return
  }
  const common = { active, isOptional, ...(errorMessage !== undefined && { errorMessage }) }
  const spec: LookupFilter = { ...common, filter: written.rule }
  field.lookupFilter = spec
  const rule = compileRuleOf(draft, component, {
    ...written,
    object: target,
    source: object,
    type: 'boolean',
    allowPrior: false,
  })
  if (rule) field.compiledLookupFilter = { ...common, rule }
}
