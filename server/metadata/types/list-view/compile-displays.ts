import type { JSONPath } from 'jsonc-parser'
import { compilePath } from '../../compile-path.ts'
import type { Component } from '../../component.ts'
import type { ListViewSource } from '../../component-types.d.ts'
import type { ModelDraft, ObjectDraft } from '../../model-draft.ts'
import type { FieldModel, ListViewModel } from '../../org-model.ts'

interface Place {
  readonly component: Component<ListViewSource>
  readonly object: ObjectDraft
  readonly draft: ModelDraft
}

/** What a field is good for: as a message puts it, and whether it is. */
interface Use {
  readonly at: JSONPath
  readonly needs: string
  readonly suits: (field: FieldModel) => boolean
}

const isPicklist = (field: FieldModel): boolean => field.type === 'Picklist' && field.column !== null
const isNumber = (field: FieldModel): boolean => field.fieldType.ruleType(field) === 'number'
const isDay = (field: FieldModel): boolean => ['date', 'datetime'].includes(field.fieldType.ruleType(field))

/** The list as a board and as a calendar, where its file says so. */
export function compileDisplays(
  component: Component<ListViewSource>,
  object: ObjectDraft,
  draft: ModelDraft,
): Pick<ListViewModel, 'kanban' | 'calendar'> {
  const place = { component, object, draft }
  const kanban = compileKanban(place)
  const calendar = compileCalendar(place)
  return { ...(kanban && { kanban }), ...(calendar && { calendar }) }
}

function compileKanban(place: Place): ListViewModel['kanban'] {
  const { kanban } = place.component.source
  if (!kanban) return undefined
  const needs = 'no picklist of the object: a board has no columns by it.'
  const groupBy = ownField(place, kanban.groupBy, { at: ['kanban', 'groupBy'], needs, suits: isPicklist })
  const sum = {
    at: ['kanban', 'summarize'],
    needs: 'no number of the object: it has no sum.',
    suits: isNumber,
  }
  const summarize = kanban.summarize === undefined ? undefined : ownField(place, kanban.summarize, sum)
  return groupBy === undefined ? undefined : { groupBy, ...(summarize !== undefined && { summarize }) }
}

function compileCalendar(place: Place): ListViewModel['calendar'] {
  const { calendar } = place.component.source
  if (!calendar) return undefined
  const day = { needs: 'no date of the object: a calendar has no place for it.', suits: isDay }
  const startField = ownField(place, calendar.startField, { at: ['calendar', 'startField'], ...day })
  const end = { at: ['calendar', 'endField'], ...day }
  const endField = calendar.endField === undefined ? undefined : ownField(place, calendar.endField, end)
  return startField === undefined ? undefined : { startField, ...(endField !== undefined && { endField }) }
}

/** The declared name of a field of the object itself that suits the use. */
function ownField({ component, object, draft }: Place, path: string, use: Use): string | undefined {
  const { at, needs, suits } = use
  const found = compilePath(draft, component, object, { path, at, check: 'list-view.unknown-field' })
  if (!found) return undefined
  if (found.field.object === object.name && !found.path.includes('.') && suits(found.field)) return found.path
  const message = `${found.path} is ${needs}`
  draft.report({ check: `list-view.${at[0]}`, component, at, message })
  return undefined
}
