import { openDependents } from './dependent-choices.ts'
import { openInstead } from './failed-requests.ts'
import { focusControl } from './focus-control.ts'
import { fetchPage } from './live-texts.ts'
import { openLookups } from './lookups.ts'
import { closeForm, leaveForLogin, type OpenForm, openForm } from './open-forms.ts'
import { fetchDocument, sendForm } from './send-form.ts'

/** A cell that is being changed. */
interface Editor {
  readonly cell: HTMLTableCellElement
  readonly form: HTMLFormElement
  readonly attended: OpenForm
  /** What it held when it was opened; empty: it was not saved because of what it holds. */
  readonly opened: string
  readonly close: () => void
  /** Until it is known what became of it, a second press is the same save. */
  saving: Promise<boolean> | undefined
}

let editor: Editor | undefined
let asked = 0

/** Cells of a list are changed where they stand: by a double click, or by F2 in their row. */
export function openCells(root: HTMLElement): void {
  root.addEventListener('dblclick', event => {
    const cell = (event.target as HTMLElement).closest<HTMLTableCellElement>('tr[data-id] > td')
    if (cell && isEditable(cell) && !cell.contains(editor?.form ?? null)) void begin(cell)
  })
  root.addEventListener('keydown', event => {
    const row = (event.target as HTMLElement).closest<HTMLTableRowElement>('tr[data-id]')
    if (event.key !== 'F2' || !row || editor) return
    event.preventDefault()
    void begin(editableCells(row)[0])
  })
  // The list is about to be drawn anew: sorted, searched, or at another page.
  root.addEventListener('htmx:confirm', event => {
    if (!editor?.cell.isConnected) return
    event.preventDefault()
    const { issueRequest } = (event as CustomEvent<{ issueRequest(isConfirmed: boolean): void }>).detail
    void save(editor).then(isSaved => isSaved && issueRequest(true))
  })
}

const headerOf = (cell: HTMLTableCellElement): HTMLTableCellElement | undefined =>
  cell.closest('table')?.tHead?.rows[0]?.cells[cell.cellIndex]

const isEditable = (cell: HTMLTableCellElement): boolean => headerOf(cell)?.dataset.editable !== undefined

const editableCells = (row: HTMLTableRowElement): readonly HTMLTableCellElement[] =>
  [...row.cells].filter(isEditable)

/** What is being changed elsewhere is saved first; when it cannot be, it stays. */
async function begin(cell: HTMLTableCellElement | undefined): Promise<void> {
  const at = cell && placeOf(cell)
  const mine = ++asked
  if (!at || (editor && !(await save(editor)))) return
  const address = findCell(at)?.closest('table')?.dataset.editCells
  if (!address) return
  const { id, field } = at
  const path = `${address}${address.includes('?') ? '&' : '?'}${new URLSearchParams({ id, field })}`
  const page = await fetchPage(path)
  // Without an answer the cell's own page says why.
  if (!page && mine === asked) return openInstead(path, () => void begin(findCell(at)))
  const [now, form] = [findCell(at), page?.querySelector<HTMLFormElement>('form[data-cells]')]
  // Somebody has pressed once more meanwhile, there or elsewhere.
  if (mine === asked && now && form?.querySelector('[data-field]')) open(now, form)
}

interface Place {
  readonly id: string
  readonly field: string
}

function placeOf(cell: HTMLTableCellElement): Place | undefined {
  const { id } = (cell.parentElement as HTMLElement).dataset
  const { column: field } = headerOf(cell)?.dataset ?? {}
  return id && field ? { id, field } : undefined
}

/** Rows are drawn anew when they are saved: the cell that was there is another one then. */
function findCell({ id, field }: Place): HTMLTableCellElement | undefined {
  const row = document.querySelector<HTMLTableRowElement>(`tr[data-id="${CSS.escape(id)}"]`)
  return [...(row?.cells ?? [])].find(cell => headerOf(cell)?.dataset.column === field)
}

/** The form of the list's cells, of which the page has sent no more than this one. */
function open(cell: HTMLTableCellElement, sent: HTMLFormElement): void {
  const shown = editor?.cell === cell ? undefined : [...cell.childNodes]
  const form = document.createElement('form')
  form.className = 'cell-form'
  form.action = sent.action
  form.noValidate = true
  form.dataset.offline = sent.dataset.offline ?? ''
  const problems = [...sent.querySelectorAll<HTMLElement>('.rows__problem > span')]
  form.append(
    ...sent.querySelectorAll('input[type=hidden][name=_csrf], td > input[type=hidden], [data-field]'),
    ...problems,
  )
  for (const problem of problems) problem.className = 'cell-form__problem'
  const before = editor
  if (before) closeForm(before.attended)
  cell.replaceChildren(form)
  cell.classList.add('cell_edited')
  const close = shown
    ? () => {
        const hadFocus = isFocused(cell)
        if (editor) closeForm(editor.attended)
        editor = undefined
        cell.classList.remove('cell_edited')
        cell.replaceChildren(...shown)
        if (hadFocus) cell.parentElement?.querySelector<HTMLElement>('a, input')?.focus()
      }
    : (before as Editor).close
  const attended = openForm(form, before?.attended.names, false)
  editor = { cell, form, attended, close, opened: shown ? textOf(form) : '', saving: undefined }
  openLookups(form)
  openDependents(form)
  listen(editor)
  focusControl(controlOf(form))
}

/** Somebody who works elsewhere by now stays there. */
const isFocused = (element: HTMLElement): boolean =>
  document.activeElement === document.body || element.contains(document.activeElement)

const textOf = (form: HTMLFormElement): string =>
  JSON.stringify([...new FormData(form)].map(([name, value]) => [name, String(value)]))

const controlOf = (form: HTMLFormElement): HTMLElement | null =>
  form.querySelector<HTMLElement>('[data-field] :is(input:not([type=hidden]), select, textarea)')

function listen(own: Editor): void {
  const { form, close } = own
  form.addEventListener('submit', event => {
    event.preventDefault()
    void save(own)
  })
  form.addEventListener('keydown', event => {
    const isLong = event.target instanceof HTMLTextAreaElement && !event.ctrlKey && !event.metaKey
    // What is chosen from a list beside the control comes first.
    if (event.defaultPrevented || event.isComposing) return
    if (event.key === 'Escape') close()
    else if (event.key === 'Enter' && !isLong) void save(own)
    else if (event.key === 'Tab') void goOn(own, event.shiftKey ? -1 : 1)
    else return
    event.preventDefault()
    event.stopPropagation()
  })
}

/** To the next cell of the list that can be changed, or the one before. */
async function goOn({ cell }: Editor, step: number): Promise<void> {
  const rows = [...(cell.closest('tbody')?.rows ?? [])]
  const cells = rows.flatMap(editableCells)
  const next = cells[cells.indexOf(cell) + step]
  const place = next && placeOf(next)
  if (editor && !(await save(editor))) return
  if (place) await begin(findCell(place))
}

/** True: it is saved, or there was nothing to save. */
function save(own: Editor): Promise<boolean> {
  own.saving ??= send(own).finally(() => {
    own.saving = undefined
  })
  return own.saving
}

async function send(own: Editor): Promise<boolean> {
  const { cell, form, close, opened } = own
  if (textOf(form) === opened) {
    close()
    return true
  }
  const row = cell.parentElement as HTMLTableRowElement
  const sent = await sendForm(form)
  if (sent.kind === 'form') open(cell, sent.form)
  if (sent.kind === 'failed') showFailure(own, sent.message)
  if (sent.kind === 'login') leaveForLogin(sent.address)
  if (sent.kind !== 'saved') return false
  const page = await fetchDocument(sent.address)
  const now = page?.querySelector<HTMLTableRowElement>(`tr[data-id="${CSS.escape(row.dataset.id ?? '')}"]`)
  const hadFocus = isFocused(cell)
  close()
  if (now) row.replaceWith(now)
  if (hadFocus) now?.querySelector<HTMLElement>('a, input')?.focus()
  document.querySelector('.notices')?.replaceChildren(...(page?.querySelector('.notices')?.childNodes ?? []))
  return true
}

/** What was typed stays in the cell; Enter sends it again. */
function showFailure({ form }: Editor, message: string): void {
  form.querySelector('.cell-form__problem')?.remove()
  const problem = document.createElement('span')
  problem.className = 'cell-form__problem'
  problem.setAttribute('role', 'alert')
  problem.textContent = message || (form.dataset.offline ?? '')
  form.append(problem)
}
