import { whyNotSql } from '../../../rules/rule-to-sql.ts'
import { objectOf } from '../../compile-path.ts'
import { compileRuleOf, type RulePlace } from '../../compile-rule-of.ts'
import { compileShareTarget } from '../../compile-share-target.ts'
import type { Component } from '../../component.ts'
import type { SharingRuleSource } from '../../component-types.d.ts'
import { toRule } from '../../filter-items.ts'
import type { ModelDraft, ObjectDraft } from '../../model-draft.ts'

type RuleComponent = Component<SharingRuleSource>

export function compileSharingRules(components: readonly RuleComponent[], draft: ModelDraft): void {
  for (const component of components) {
    const object = objectOf(draft, component)
    if (!object) continue
    checkNeeded(component, object, draft)
    const { accessLevel, sharedTo, sharedFrom } = component.source
    const to = compileShareTarget(draft, component, sharedTo, ['sharedTo'])
    const from = sharedFrom && compileShareTarget(draft, component, sharedFrom, ['sharedFrom'])
    const criteria = compileCriteria(component, object, draft)
    if (!to || (!from && !criteria)) continue
    object.sharingRules.push({
      name: component.name,
      label: component.source.label,
      edit: accessLevel === 'Edit',
      to,
      ...(from && { from }),
      ...(criteria && { criteria }),
    })
  }
}

function compileCriteria(component: RuleComponent, object: ObjectDraft, draft: ModelDraft) {
  const { sharedFrom, criteria, criteriaItems } = component.source
  const ways = [sharedFrom, criteria, criteriaItems].filter(way => way !== undefined)
  if (ways.length !== 1) {
    const message = 'A sharing rule has one of "sharedFrom" (whose records), "criteria" and "criteriaItems".'
    draft.report({ check: 'sharing-rule.records', component, at: [], message })
    return undefined
  }
  const written = ruleOf(component, draft)
  if (!written) return undefined
  const rule = compileRuleOf(draft, component, { ...written, object, type: 'boolean', allowPrior: false })
  const problem = rule && whyNotSql(rule)
  if (problem) draft.report({ check: problem.code, component, at: written.at, message: problem.message })
  return rule
}

function ruleOf(
  component: RuleComponent,
  draft: ModelDraft,
): Pick<RulePlace, 'rule' | 'at' | 'places'> | undefined {
  const { criteria, criteriaItems, booleanFilter } = component.source
  if (criteria !== undefined) return { rule: criteria, at: ['criteria'] }
  if (!criteriaItems) return undefined
  const objectName = component.object as string
  const made = toRule(criteriaItems, { at: ['criteriaItems'], booleanFilter, objectName })
  if ('rule' in made) return made
  draft.report({ check: 'sharing-rule.records', component, at: ['booleanFilter'], message: made.message })
  return undefined
}

/** A rule on an object that all may see and edit would only seem to say something. */
function checkNeeded(component: RuleComponent, object: ObjectDraft, draft: ModelDraft): void {
  const { sharedTo, accessLevel } = component.source
  const isOutside =
    'allPartnerUsers' in sharedTo || 'allCustomerPortalUsers' in sharedTo || 'group' in sharedTo
  const levels = isOutside ? [object.sharing.internal, object.sharing.external] : [object.sharing.internal]
  const opens = levels.some(level => level === 'Private' || (level === 'Read' && accessLevel === 'Edit'))
  if (opens) return
  const message = `${object.name} is ${levels[0]} for everybody: the rule opens nothing.`
  draft.report({ check: 'sharing-rule.not-needed', component, at: ['sharedTo'], message })
}
