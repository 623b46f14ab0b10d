import type { FieldSpec } from '../../../fields/field-spec.ts'
import type { CompiledRule } from '../../../rules/rule.ts'
import { readsMoment } from '../../../rules/rule-reads.ts'
import { compileRuleOf } from '../../compile-rule-of.ts'
import { toRule } from '../../filter-items.ts'
import type { ModelDraft, ObjectDraft } from '../../model-draft.ts'
import { suggest } from '../../nearest-word.ts'
import type { FieldModel } from '../../org-model.ts'
import type { CompiledField } from './compiled-field.ts'

type Key = 'summaryForeignKey' | 'summarizedField'
/** Rule types that each operation can take. */
const SUMMARIZABLE: Readonly<Record<string, readonly string[]>> = {
  sum: ['number'],
  min: ['number', 'date', 'datetime', 'time'],
  max: ['number', 'date', 'datetime', 'time'],
}

/** Adds the type, precision and scale of the field that is summarized: a summary's values are of its kind. */
export function withSummarizedType(spec: FieldSpec, draft: ModelDraft): FieldSpec {
  if (spec.summarizedField === undefined) return spec
  const [objectName = '', fieldName = ''] = spec.summarizedField.toLowerCase().split('.')
  const field = draft.objects.get(objectName)?.fields.get(fieldName)
  if (!field) return spec
  const { type, precision, scale } = field
  return {
    ...spec,
    summarizedType: type,
    ...(precision !== undefined && { precision }),
    ...(scale !== undefined && { scale }),
  }
}

/** The summary as the child's writes need it: which lookup feeds which field. */
export function compileSummary(compiled: CompiledField, draft: ModelDraft): void {
  const { component, object, field } = compiled
  const lookup = childField(compiled, 'summaryForeignKey', draft)
  if (!lookup) return
  if (!lookup.field.referenceTo?.includes(object.name)) {
    const message = `${lookup.child.name}.${lookup.field.name} is not a lookup to ${object.name}.`
    draft.report({ check: 'summary.not-child', component, at: ['summaryForeignKey'], message })
    return
  }
  const summarized =
    field.summarizedField === undefined ? undefined : childField(compiled, 'summarizedField', draft)
  if (!checkSummarized(compiled, lookup.child, summarized?.field, draft)) return
  const filter = compileFilter(compiled, lookup.child, draft)
  lookup.child.feedsSummaries.push({
    object: object.name,
    field: field.name,
    operation: field.summaryOperation ?? 'count',
    childObject: lookup.child.name,
    childLookup: lookup.field.name,
    ...(summarized && { childField: summarized.field.name }),
    ...(filter && { filter }),
  })
}

/** Resolves `child_object__c.field__c`. */
function childField(
  { component, field }: CompiledField,
  key: Key,
  draft: ModelDraft,
): { readonly child: ObjectDraft; readonly field: FieldModel } | undefined {
  const [objectName = '', fieldName = ''] = (field[key] ?? '').split('.')
  const child = draft.objects.get(objectName.toLowerCase())
  const found = child?.fields.get(fieldName.toLowerCase())
  if (child && found) {
    draft.refer(component, [key], { type: 'field', fullName: `${child.name}.${found.name}` })
    return { child, field: found }
  }
  const names = child
    ? child.fieldList.map(one => `${child.name}.${one.name}`)
    : [...draft.objects.values()].map(one => one.name)
  const hint = suggest(child ? `${child.name}.${fieldName}` : objectName, names)
  draft.report({
    check: 'summary.unknown-field',
    component,
    at: [key],
    message: child ? `${child.name} has no field "${fieldName}".` : `There is no object "${objectName}".`,
    ...(hint && { hint }),
    missing: child
      ? { type: 'field', fullName: `${child.name}.${fieldName}` }
      : { type: 'object', fullName: objectName },
  })
  return undefined
}

function checkSummarized(
  { component, field }: CompiledField,
  child: ObjectDraft,
  summarized: FieldModel | undefined,
  draft: ModelDraft,
): boolean {
  const allowed = SUMMARIZABLE[field.summaryOperation ?? 'count']
  const at = ['summarizedField']
  if (!allowed) return true
  if (field.summarizedField === undefined) {
    const message = `A summary with "${field.summaryOperation}" says which field of ${child.name} in "summarizedField".`
    draft.report({ check: 'summary.type', component, message })
    return false
  }
  if (!summarized) return false
  const type = summarized.fieldType.ruleType(summarized)
  const formula = summarized.compiledFormula
  const foreign = formula?.references.some(path => path.includes('.'))
  if (formula && readsMoment(formula)) {
    const message = `${child.name}.${summarized.name} changes with the clock or the user: a summary of it would soon be wrong.`
    draft.report({ check: 'summary.type', component, at, message })
    return false
  }
  if (allowed.includes(type) && !foreign) return true
  const what = foreign ? 'a formula over other objects' : summarized.type
  const message = `${child.name}.${summarized.name} is ${what}: it has no ${field.summaryOperation}.`
  draft.report({ check: 'summary.type', component, at, message })
  return false
}

function compileFilter(
  { component, field }: CompiledField,
  child: ObjectDraft,
  draft: ModelDraft,
): CompiledRule | undefined {
  const { summaryFilterItems } = component.source
  const items =
    summaryFilterItems && toRule(summaryFilterItems, { at: ['summaryFilterItems'], objectName: child.name })
  const written =
    field.summaryFilter === undefined ? items : { rule: field.summaryFilter, at: ['summaryFilter'] }
  if (!written || !('rule' in written)) return undefined
  const { at } = written
  field.summaryFilter = written.rule
  const compiled = compileRuleOf(draft, component, {
    ...written,
    object: child,
    type: 'boolean',
    allowPrior: false,
  })
  const foreign = compiled?.references.find(path => path.includes('.'))
  if (foreign !== undefined) {
    const message = `The filter of a summary reads fields of ${child.name} only, not ${foreign}.`
    draft.report({ check: 'summary.filter', component, at, message })
  } else if (compiled && readsMoment(compiled)) {
    const message = 'The filter of a summary asks neither the clock nor the user: it would soon count wrong.'
    draft.report({ check: 'summary.filter', component, at, message })
  }
  return compiled
}
