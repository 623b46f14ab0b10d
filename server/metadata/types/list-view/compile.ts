import type { Rule } from '../../../rules/rule.ts'
import { compilePath, objectOf } from '../../compile-path.ts'
import { compileRuleOf } from '../../compile-rule-of.ts'
import type { Component } from '../../component.ts'
import type { ListViewSource } from '../../component-types.d.ts'
import { toRule } from '../../filter-items.ts'
import type { ModelDraft, ObjectDraft } from '../../model-draft.ts'
import type { ListViewModel } from '../../org-model.ts'

type ListViewComponent = Component<ListViewSource>

export function compileListViews(components: readonly ListViewComponent[], draft: ModelDraft): void {
  for (const component of components) {
    const object = objectOf(draft, component)
    if (!object) continue
    const { label, columns } = component.source
    const check = 'list-view.unknown-field'
    const rule = filterOf(component, draft)
    const filter =
      rule && compileRuleOf(draft, component, { ...rule, object, type: 'boolean', allowPrior: false })
    object.listViews.set(component.name.toLowerCase(), {
      name: component.name,
      label,
      columns: columns.flatMap(
        (path, index) =>
          compilePath(draft, component, object, { path, at: ['columns', index], check })?.path ?? [],
      ),
      ...(filter && { filter }),
      orderBy: compileOrder(component, object, draft),
    })
  }
}

/** The one filter, whichever way it is written. `Mine` adds the owner. */
function filterOf(
  component: ListViewComponent,
  draft: ModelDraft,
): { readonly rule: Rule; readonly at: (string | number)[] } | undefined {
  const { filter, filters, booleanFilter, filterScope } = component.source
  if (filter !== undefined && filters !== undefined) {
    const message = 'A list view has "filter" or "filters", not both.'
    draft.report({ check: 'list-view.filters', component, at: ['filters'], message })
  }
  const items = filters ? toRule(filters, booleanFilter) : undefined
  if (items && 'message' in items) {
    draft.report({ check: 'list-view.filters', component, at: ['booleanFilter'], message: items.message })
    return undefined
  }
  const mine: Rule | undefined =
    filterScope === 'Mine' ? { '==': [{ var: 'OwnerId' }, { var: '$User.Id' }] } : undefined
  const rule = filter ?? items?.rule
  const at = filter === undefined ? (filters ? ['filters'] : ['filterScope']) : ['filter']
  if (rule === undefined) return mine === undefined ? undefined : { rule: mine, at }
  return { rule: mine === undefined ? rule : { and: [mine, rule] }, at }
}

function compileOrder(
  component: ListViewComponent,
  object: ObjectDraft,
  draft: ModelDraft,
): ListViewModel['orderBy'] {
  return (component.source.orderBy ?? []).flatMap(({ field: path, direction }, index) => {
    const at = ['orderBy', index, 'field']
    const found = compilePath(draft, component, object, { path, at, check: 'list-view.unknown-field' })
    if (!found) return []
    if (!found.field.fieldType.sortable) {
      const message = `${found.path} is ${found.field.type} and cannot be sorted by.`
      draft.report({ check: 'list-view.not-sortable', component, at, message })
    }
    return [{ field: found.path, descending: direction === 'desc' }]
  })
}
