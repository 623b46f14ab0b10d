import type { ObjectModel } from '../../metadata/org-model.ts'
import { clearListColumns, saveListColumns } from '../../records/list-columns.ts'
import { objectPath, withParameters } from '../addresses.ts'
import { type Cell, compileCell } from '../cell.ts'
import type { FormBody } from '../form-input.ts'
import { checkThere } from '../gone-list.ts'
import type { CompiledList } from '../list-views.ts'
import { objectOf } from '../object-of.ts'
import { openList } from '../saved-lists.ts'
import { inShell } from '../shell.ts'
import type { Page, Visit } from '../visit.ts'

/** As many as a list view of the metadata may have. */
const MOST_COLUMNS = 30
/** Pixels. */
const NARROWEST = 48
const WIDEST = 1_200

/** Which columns the list has for whoever asks, and in which order. */
export async function listColumnsPage(
  visit: Visit,
  name: string,
  filterName: string | undefined,
): Promise<Page> {
  const object = objectOf(visit.session, name)
  const list = await openNamed(visit, object, filterName)
  const columns = list.columns.map(({ path }) => path)
  return formPage(visit, object, list, columns)
}

/** Keeps them. Buttons that move, take away or add a column lead back to the form. */
export async function chooseListColumns(
  visit: Visit,
  name: string,
  body: FormBody,
): Promise<{ readonly page: Page } | { readonly address: string }> {
  const { session } = visit
  const object = objectOf(session, name)
  const list = await openNamed(visit, object, textOf(body.filterName))
  const address = withParameters(objectPath(object.name), { filterName: list.view.name })
  if (body.reset) {
    await clearListColumns(session, object, list.view.name)
    return { address }
  }
  const sent = [...new Set([body.column ?? []].flat())]
  const columns = changeColumns(sent, body).filter(path => compileCell(session, object, path))
  const isDone = ![body.up, body.down, body.remove, body.add].some(Boolean)
  if (!isDone || columns.length === 0) return { page: await formPage(visit, object, list, columns) }
  await saveListColumns(session, object, list.view.name, { columns: columns.slice(0, MOST_COLUMNS) })
  return { address }
}

/** Keeps how wide the columns were drawn: `width` is `Status:180` for each of them. */
export async function setListWidths(visit: Visit, name: string, body: FormBody): Promise<void> {
  const { session } = visit
  const object = objectOf(session, name)
  const list = await openNamed(visit, object, textOf(body.filterName))
  const known = new Set(list.columns.map(({ path }) => path))
  const widths = [body.width ?? []].flat().flatMap(text => {
    const [, path = '', pixels = ''] = /^(.+):(\d{1,4})$/.exec(text) ?? []
    return known.has(path) ? [[path, Math.min(Math.max(Number(pixels), NARROWEST), WIDEST)] as const] : []
  })
  await saveListColumns(session, object, list.view.name, { widths: Object.fromEntries(widths) })
}

/** Columns are kept for the list that is named, and for no other one. */
async function openNamed({ session }: Visit, object: ObjectModel, name: string | undefined) {
  const opened = await openList(session, object, name)
  checkThere(opened, name)
  return opened.list
}

const textOf = (sent: FormBody[string]): string | undefined => (typeof sent === 'string' ? sent : undefined)

function changeColumns(columns: readonly string[], body: FormBody): readonly string[] {
  const [up, down, remove, add] = [body.up, body.down, body.remove, body.add].map(textOf)
  if (up) return moved(columns, up, -1)
  if (down) return moved(columns, down, 1)
  if (remove) return columns.filter(path => path !== remove)
  const chosen = add ? textOf(body.another) : undefined
  return chosen && !columns.includes(chosen) ? [...columns, chosen] : columns
}

function moved(columns: readonly string[], path: string, by: 1 | -1): readonly string[] {
  const from = columns.indexOf(path)
  const to = from + by
  if (from < 0 || to < 0 || to >= columns.length) return columns
  return columns.with(from, columns[to] as string).with(to, path)
}

function formPage(
  visit: Visit,
  object: ObjectModel,
  { view, columns: shown }: CompiledList,
  paths: readonly string[],
): Promise<Page> {
  const { session } = visit
  const names = [
    ...shown.map(({ path }) => path),
    ...view.columns,
    ...object.fieldList.map(({ name }) => name),
  ]
  const cells = [...new Set(names)].flatMap(path => compileCell(session, object, path) ?? [])
  const item = ({ path, label }: Cell) => ({ path, label: path.includes('.') ? `${label} (${path})` : label })
  const chosen = paths.flatMap(path => cells.find(cell => cell.path === path) ?? [])
  const others = cells.filter(({ path }) => !paths.includes(path)).map(item)
  const { name: filterName, label } = view
  const content = {
    ...{ title: label, object: object.name, label: object.label, pluralLabel: object.pluralLabel },
    ...{ filterName, columns: chosen.map(item), isNothing: chosen.length === 0 },
    others: others.sort((one, other) => one.label.localeCompare(other.label)),
    action: objectPath(object.name, 'columns'),
    cancel: withParameters(objectPath(object.name), { filterName }),
  }
  return inShell(visit, 'list-columns', content, chosen.length === 0 ? 422 : 200)
}
