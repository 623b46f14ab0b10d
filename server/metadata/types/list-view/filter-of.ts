import { parseFormula } from '../../../rules/formula/parse-formula.ts'
import type { Rule } from '../../../rules/rule.ts'
import type { RulePlace } from '../../compile-rule-of.ts'
import type { Component } from '../../component.ts'
import type { ListViewSource } from '../../component-types.d.ts'
import { toRule } from '../../filter-items.ts'
import type { ModelDraft } from '../../model-draft.ts'

type Written = Pick<RulePlace, 'rule' | 'at' | 'places'>

const MINE: Rule = { '==': [{ var: 'OwnerId' }, { var: '$User.Id' }] }

/** The one filter, whichever way it is written. `Mine` adds the owner. */
export function filterOf(component: Component<ListViewSource>, draft: ModelDraft): Written | undefined {
  const { filter, filters, filterScope } = component.source
  if (filter !== undefined && filters !== undefined) {
    const message = 'A list view has "filter" or "filters", not both.'
    draft.report({ check: 'list-view.filters', component, at: ['filters'], message })
  }
  const written = filter === undefined ? itemsOf(component, draft) : { rule: filter, at: ['filter'] }
  return filterScope === 'Mine' ? addOwner(written) : written
}

function itemsOf(component: Component<ListViewSource>, draft: ModelDraft): Written | undefined {
  const { filters, booleanFilter } = component.source
  const items = filters && toRule(filters, { at: ['filters'], booleanFilter })
  if (!items || 'rule' in items) return items
  draft.report({ check: 'list-view.filters', component, at: ['booleanFilter'], message: items.message })
  return undefined
}

function addOwner(written: Written | undefined): Written {
  if (!written) return { rule: MINE, at: ['filterScope'] }
  const { rule, at, places } = written
  // Formula text inside JsonLogic would be a plain text; what is no formula is told when it is compiled alone.
  const parsed = typeof rule === 'string' ? parseFormula(rule) : { logic: rule }
  if (!('logic' in parsed)) return written
  return { rule: { and: [MINE, parsed.logic] }, at, places: places ?? new Map([[parsed.logic, at]]) }
}
