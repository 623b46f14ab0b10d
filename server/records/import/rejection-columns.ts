import { looseForm } from './cell-text.ts'

/** What the file of rejected rows has besides the columns of the original. An import leaves them out. */
export const REJECTION_COLUMNS = [
  'Rejected row',
  'Rejected column',
  'Rejected value',
  'Why rejected',
  'What to do',
] as const

const FORMS: ReadonlySet<string> = new Set(REJECTION_COLUMNS.map(looseForm))

export function isRejectionColumn(header: string): boolean {
  return FORMS.has(looseForm(header))
}
