import type { JSONPath } from 'jsonc-parser'
import { compilePath, objectOf } from '../../compile-path.ts'
import type { Component } from '../../component.ts'
import type { LayoutColumnSource, LayoutSource, RelatedListSource } from '../../component-types.d.ts'
import type { ModelDraft, ObjectDraft } from '../../model-draft.ts'
import { suggest } from '../../nearest-word.ts'
import type { LayoutModel } from '../../org-model.ts'

type LayoutItems = LayoutModel['sections'][number]['columns'][number]
type RelatedList = LayoutModel['relatedLists'][number]

interface Work {
  readonly component: Component<LayoutSource>
  readonly object: ObjectDraft
  readonly draft: ModelDraft
  readonly placed: Set<string>
}

export function compileLayouts(components: readonly Component<LayoutSource>[], draft: ModelDraft): void {
  for (const component of components) {
    const object = objectOf(draft, component)
    if (!object) continue
    const work = { component, object, draft, placed: new Set<string>() }
    const {
      label,
      layoutSections,
      relatedLists = [],
      multiStep = false,
      fileUpload = false,
    } = component.source
    object.layouts.set(component.name.toLowerCase(), {
      name: component.name,
      package: component.package,
      label: label ?? component.name.replaceAll('_', ' '),
      multiStep,
      fileUpload,
      sections: layoutSections.map((section, index) => ({
        label: section.label ?? '',
        columns: section.layoutColumns.map((column, columnIndex) =>
          compileColumn(column, ['layoutSections', index, 'layoutColumns', columnIndex], work),
        ),
      })),
      relatedLists: relatedLists.flatMap((list, index) => compileRelatedList(list, index, work)),
    })
  }
}

function compileColumn(column: LayoutColumnSource, path: JSONPath, work: Work): LayoutItems {
  const { component, object, draft, placed } = work
  const items: { field: string; behavior: string }[] = []
  for (const [index, item] of (column.layoutItems ?? []).entries()) {
    if (item.field === undefined) continue
    const at = [...path, 'layoutItems', index, 'field']
    const found = compilePath(draft, component, object, {
      path: item.field,
      at,
      check: 'layout.unknown-field',
    })
    if (!found) continue
    if (placed.has(found.path)) {
      draft.report({
        check: 'layout.duplicate-field',
        component,
        at,
        message: `${found.path} is on the layout twice.`,
      })
    }
    placed.add(found.path)
    items.push({ field: found.path, behavior: item.behavior ?? 'Edit' })
  }
  return items
}

function compileRelatedList(list: RelatedListSource, index: number, work: Work): readonly RelatedList[] {
  const { component, object, draft, placed } = work
  const at = ['relatedLists', index, 'relatedList']
  const child = object.children.get(list.relatedList.toLowerCase())
  const childObject = child && draft.objects.get(child.object.toLowerCase())
  if (!child || !childObject) {
    const names = object.childList.flatMap(({ name }) => name ?? [])
    const hint = suggest(list.relatedList, names) ?? `Child relationships: ${names.join(', ')}.`
    const message = `${object.name} has no child relationship "${list.relatedList}".`
    const missing = { type: 'relationship', fullName: `${object.name}.${list.relatedList}` }
    draft.report({ check: 'layout.unknown-related-list', component, at, message, hint, missing })
    return []
  }
  draft.refer(component, at, { type: 'field', fullName: `${child.object}.${child.field}` })
  const relationship = child.name as string
  if (placed.has(`list ${relationship}`)) {
    const message = `${relationship} is on the layout twice.`
    draft.report({ check: 'layout.duplicate-related-list', component, at, message })
  }
  placed.add(`list ${relationship}`)
  const columns = (list.fields ?? []).flatMap((path, column) => {
    const place = { path, at: ['relatedLists', index, 'fields', column], check: 'layout.unknown-field' }
    return compilePath(draft, component, childObject, place)?.path ?? []
  })
  const sort = compileSort(list, index, childObject, work)
  return [{ relationship, columns, ...(sort && { orderBy: sort }) }]
}

function compileSort(
  { sortField, sortOrder }: RelatedListSource,
  index: number,
  child: ObjectDraft,
  { component, draft }: Work,
): RelatedList['orderBy'] {
  if (sortField === undefined) return undefined
  const at = ['relatedLists', index, 'sortField']
  const found = compilePath(draft, component, child, { path: sortField, at, check: 'layout.unknown-field' })
  if (!found) return undefined
  if (!found.field.fieldType.sortable) {
    const message = `${found.path} is ${found.field.type} and cannot be sorted by.`
    draft.report({ check: 'layout.not-sortable', component, at, message })
  }
  return { field: found.path, descending: sortOrder === 'Desc' }
}
