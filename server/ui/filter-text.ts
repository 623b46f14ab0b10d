import { readAmountText } from './amount-input.ts'
import type { Cell } from './cell.ts'
import { showAmount } from './number-text.ts'
import type { Viewer } from './viewer.ts'

/** What people type for the value of a condition, and what is kept of it. */
interface Way {
  readonly read: (typed: string, cell: Cell, viewer: Viewer) => string
  readonly show: (kept: string, cell: Cell, viewer: Viewer) => string
}

const WAYS: Readonly<Record<string, Way>> = {
  number: {
    read: (typed, _cell, { locale }) => readAmountText(typed.replace(/\s*%\s*$/, ''), locale),
    show: (kept, { field }, { locale }) =>
      /^-?\d+(?:\.\d+)?$/.test(kept) ? showAmount(kept, field, locale, false) : kept,
  },
  date: { read: (typed, _cell, { locale }) => readDayText(typed, locale), show: showDayText },
  datetime: { read: (typed, _cell, { locale }) => readDayText(typed, locale), show: showDayText },
}

/** What was typed, as conditions are kept: values by their names, days and amounts as programs write them. */
export function readFilterText(typed: string, cell: Cell, viewer: Viewer): string {
  const { field } = cell
  const said = typed.toLowerCase()
  const value = field.values?.find(({ label }) => label.toLowerCase() === said)
  if (value) return value.fullName
  return WAYS[field.fieldType.ruleType(field)]?.read(typed, cell, viewer) ?? typed
}

/** What is kept of a condition, as its viewer writes it. */
export function showFilterText(kept: string, cell: Cell, viewer: Viewer): string {
  const { field } = cell
  const value = field.values?.find(({ fullName }) => fullName === kept)
  if (value) return value.label
  return WAYS[field.fieldType.ruleType(field)]?.show(kept, cell, viewer) ?? kept
}

const NUMERIC = { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: 'UTC' } as const

/** `24.12.2026` where days are written so → `2026-12-24`; anything else stays as it is. */
function readDayText(typed: string, locale: string): string {
  const numbers = /^(\d+)\D+(\d+)\D+(\d{4})\D*$/.exec(typed) ?? /^(\d{4})\D+(\d+)\D+(\d+)\D*$/.exec(typed)
  if (!numbers) return typed
  const parts = new Intl.DateTimeFormat(locale, NUMERIC).formatToParts(0)
  const order = parts.map(({ type }) => type).filter(type => type in NUMERIC)
  const isYearFirst = numbers[1]?.length === 4
  const place = (type: string): string => numbers[1 + order.indexOf(type as never)] ?? ''
  if (isYearFirst !== (order[0] === 'year')) return typed
  return `${place('year')}-${place('month').padStart(2, '0')}-${place('day').padStart(2, '0')}`
}

function showDayText(kept: string, _cell: Cell, { locale }: Viewer): string {
  const day = /^\d{4}-\d\d-\d\d$/.test(kept) ? new Date(`${kept}T00:00:00Z`) : undefined
  return day ? showDayNumbers(day, locale) : kept
}

export function showDayNumbers(day: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, NUMERIC).format(day)
}
