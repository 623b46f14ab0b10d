import { compilePath, objectOf } from '../../compile-path.ts'
import { compileRuleOf } from '../../compile-rule-of.ts'
import { compileShareTarget } from '../../compile-share-target.ts'
import type { Component } from '../../component.ts'
import type { ListViewSource } from '../../component-types.d.ts'
import type { ModelDraft, ObjectDraft } from '../../model-draft.ts'
import type { ListViewModel } from '../../org-model.ts'
import { compileDisplays } from './compile-displays.ts'
import { filterOf } from './filter-of.ts'

type ListViewComponent = Component<ListViewSource>

export function compileListViews(components: readonly ListViewComponent[], draft: ModelDraft): void {
  for (const component of components) {
    const object = objectOf(draft, component)
    if (!object) continue
    const { label, filterScope, sharedTo: target } = component.source
    const rule = filterOf(component, draft)
    const filter =
      rule && compileRuleOf(draft, component, { ...rule, object, type: 'boolean', allowPrior: false })
    const sharedTo = target && compileShareTarget(draft, component, target, ['sharedTo'])
    object.listViews.set(component.name.toLowerCase(), {
      name: component.name,
      label,
      columns: compileColumns(component, object, draft),
      ...(filter && { filter }),
      ...(filterScope === 'Mine' && { isMine: true }),
      orderBy: compileOrder(component, object, draft),
      ...compileDisplays(component, object, draft),
      ...(sharedTo && { sharedTo }),
    })
  }
}

function compileColumns(
  component: ListViewComponent,
  object: ObjectDraft,
  draft: ModelDraft,
): readonly string[] {
  const columns = new Set<string>()
  for (const [index, path] of component.source.columns.entries()) {
    const at = ['columns', index]
    const found = compilePath(draft, component, object, { path, at, check: 'list-view.unknown-field' })
    if (!found) continue
    if (columns.has(found.path)) {
      const message = `${found.path} is a column twice.`
      draft.report({ check: 'list-view.duplicate-column', component, at, message })
    }
    columns.add(found.path)
  }
  return [...columns]
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
