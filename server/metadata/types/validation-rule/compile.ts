import type { Rule } from '../../../rules/rule.ts'
import { compilePath, objectOf } from '../../compile-path.ts'
import { compileRuleOf } from '../../compile-rule-of.ts'
import type { Component } from '../../component.ts'
import type { ValidationRuleSource } from '../../component-types.d.ts'
import type { ModelDraft } from '../../model-draft.ts'

export function compileValidationRules(
  components: readonly Component<ValidationRuleSource>[],
  draft: ModelDraft,
): void {
  for (const component of components) {
    const object = objectOf(draft, component)
    if (!object) continue
    const { active = true, errorMessage, errorDisplayField, errorConditionFormula } = component.source
    const key = errorConditionFormula === undefined ? 'errorCondition' : 'errorConditionFormula'
    const rule = compileRuleOf(draft, component, {
      rule: component.source[key] as Rule,
      at: [key],
      object,
      type: 'boolean',
      allowPrior: true,
    })
    const check = 'validation-rule.unknown-field'
    const display =
      errorDisplayField === undefined
        ? undefined
        : compilePath(draft, component, object, { path: errorDisplayField, at: ['errorDisplayField'], check })
    if (display?.path.includes('.')) {
      const message = `A message stands at a field of ${object.name} itself, not of a parent.`
      draft.report({ check, component, at: ['errorDisplayField'], message })
    }
    if (!rule) continue
    object.validationRules.push({
      name: component.name,
      active,
      rule,
      errorMessage,
      ...(display && { errorDisplayField: display.path }),
    })
  }
}
