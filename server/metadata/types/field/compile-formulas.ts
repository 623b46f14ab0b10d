import type { JSONPath } from 'jsonc-parser'
import { type RuleAttempt, tryRule } from '../../compile-rule-of.ts'
import type { Component } from '../../component.ts'
import { keyText } from '../../component-key.ts'
import type { ObjectSource } from '../../component-types.d.ts'
import type { FieldDraft, ModelDraft, ObjectDraft } from '../../model-draft.ts'
import type { CompiledField } from './compiled-field.ts'

interface FormulaField {
  readonly component: Component
  readonly object: ObjectDraft
  readonly field: FieldDraft
  readonly at: JSONPath
}

interface Attempt extends FormulaField {
  readonly attempt: RuleAttempt
  readonly key: string
}

/**
 * Formulas in any order: each takes in the formulas that it uses. A formula that fails because of another broken
 * one is not reported; of formulas that need each other in a circle each is.
 */
export function compileFormulas(fields: readonly CompiledField[], draft: ModelDraft): void {
  const formulas = fields.map(field => ({ ...field, at: ['formula'] }))
  const attempts = [...nameFields(draft), ...formulas].flatMap(formula => attemptFormula(formula, draft))
  const failed = new Map<string, Attempt>()
  for (const made of attempts) {
    for (const use of made.attempt.uses) draft.refer(made.component, made.at, use)
    if (made.attempt.rule) made.field.compiledFormula = made.attempt.rule
    else failed.set(made.key, made)
  }
  for (const made of failed.values()) {
    draft.brokenFormulas.add(made.field)
    if (isBrokenByOther(made, failed)) continue
    for (const finding of made.attempt.findings) draft.report(finding)
  }
}

function nameFields(draft: ModelDraft): readonly FormulaField[] {
  const objects = (draft.components.get('object') ?? []) as readonly Component<ObjectSource>[]
  return objects.flatMap(component => {
    const object = draft.objects.get(component.name.toLowerCase())
    return object ? { component, object, field: object.nameField, at: ['nameField', 'formula'] } : []
  })
}

function attemptFormula(formula: FormulaField, draft: ModelDraft): readonly Attempt[] {
  const { component, object, field, at } = formula
  const rule = field.formula
  if (rule === undefined) return []
  const type = field.fieldType.ruleType(field)
  const attempt = tryRule(draft, component, { rule, at, object, type, field, allowPrior: false })
  return [{ ...formula, attempt, key: keyText({ type: 'field', fullName: `${object.name}.${field.name}` }) }]
}

/** True when the formula uses a failed one that does not use it in turn. */
function isBrokenByOther(made: Attempt, failed: ReadonlyMap<string, Attempt>): boolean {
  return made.attempt.uses.some(use => {
    const other = failed.get(keyText(use))
    return (
      other !== undefined && other !== made && !other.attempt.uses.some(back => keyText(back) === made.key)
    )
  })
}
