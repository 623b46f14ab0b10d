import { tell } from './live-texts.ts'
import { sendMove } from './send-move.ts'

const DAY = 86_400_000

/** Records of a calendar are dragged to other days, or moved with Shift and an arrow key; each has a form for it, too. */
export function openCalendar(root: Document): void {
  const calendar = root.querySelector<HTMLElement>('[data-calendar][data-movable]')
  if (calendar) open(calendar)
}

function open(calendar: HTMLElement): void {
  let dragged: HTMLElement | null = null
  calendar.addEventListener('dragstart', event => {
    dragged = (event.target as HTMLElement).closest<HTMLElement>('.entry')
    dragged?.classList.add('entry_dragged')
  })
  calendar.addEventListener('dragend', () => {
    dragged?.classList.remove('entry_dragged')
    mark(calendar, null)
  })
  calendar.addEventListener('dragover', event => {
    const day = dayOf(event.target)
    mark(calendar, day)
    if (day) event.preventDefault()
  })
  calendar.addEventListener('drop', event => {
    const day = dayOf(event.target)
    event.preventDefault()
    if (dragged && day && !day.contains(dragged)) void move(calendar, dragged, daysBetween(dragged, day))
  })
  calendar.addEventListener('keydown', event => {
    const entry = (event.target as HTMLElement).closest<HTMLElement>('.entry')
    const days = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key]
    if (!entry || !event.shiftKey || days === undefined) return
    event.preventDefault()
    void move(calendar, entry, days)
  })
}

const dayOf = (target: EventTarget | null): HTMLElement | null =>
  (target as HTMLElement).closest<HTMLElement>('[data-day]')

function mark(calendar: HTMLElement, day: HTMLElement | null): void {
  for (const one of calendar.querySelectorAll('.day_over')) if (one !== day) one.classList.remove('day_over')
  day?.classList.add('day_over')
}

/** From the day that the entry was taken from: one that lasts stands on several. */
function daysBetween(entry: HTMLElement, to: HTMLElement): number {
  const from = dayOf(entry)?.dataset.day ?? ''
  return Math.round((Date.parse(to.dataset.day ?? '') - Date.parse(from)) / DAY)
}

/** `2026-01-31`, or `2026-01-31T09:00`: the time of day stays. */
function shift(text: string, days: number): string {
  if (text === '') return ''
  const date = new Date(Date.parse(text.slice(0, 10)) + days * DAY)
  return date.toISOString().slice(0, 10) + text.slice(10)
}

/** Saves as the record's form would. The answer is the calendar as it is now, or what is wrong. */
async function move(calendar: HTMLElement, entry: HTMLElement, days: number): Promise<void> {
  const { by = '', end = '', url = '', csrf = '' } = calendar.dataset
  const { start: before = '', end: until = '', id = '' } = entry.dataset
  const fields = [by, ...(end ? [end] : [])]
  const opened = { [by]: [before], ...(end && { [end]: [until] }) }
  const body = new URLSearchParams({
    ...{ _csrf: csrf, _opened: JSON.stringify(opened), fields: fields.join(), retURL: url },
    ...{ [by]: shift(before, days), ...(end && { [end]: shift(until, days) }) },
  })
  const path = entry.querySelector<HTMLAnchorElement>('.entry__move')?.pathname ?? ''
  const now = await sendMove(path, body, '#calendar')
  if (!now) return
  // Another move may have brought another one meanwhile.
  document.querySelector('#calendar')?.replaceWith(now)
  open(now)
  const moved = now.querySelector<HTMLElement>(`.entry[data-id="${CSS.escape(id)}"]`)
  moved?.querySelector<HTMLElement>('a')?.focus()
  const what = entry.querySelector('.entry__name')?.firstChild?.textContent?.trim() ?? ''
  const day = dayOf(moved)?.dataset.label ?? shift(before, days).slice(0, 10)
  const text = (now.dataset.moved ?? '').replace('{what}', what).replace('{day}', day)
  const undone = moved ?? entry
  undone.dataset.start = shift(before, days)
  undone.dataset.end = shift(until, days)
  tell(text, { label: now.dataset.undo ?? '', run: () => void move(now, undone, -days) })
}
