const SPACES = /[\s\u00a0\u202f]/g
const DECIMAL = /^[+-]?(?=\.?\d)\d*(?:\.\d*)?$/

/**
 * An amount as people of the locale type it → decimal text. What does not fit the locale stays as it was typed, for
 * the field to refuse: `1.5` is not taken for 15 where the dot groups thousands.
 */
export function readAmountText(typed: string, locale: string): string {
  const { group, decimal } = separatorsOf(locale)
  const text = typed.replace(SPACES, '').replaceAll('\u2212', '-').replaceAll('’', "'")
  const [whole = '', fraction, ...more] = text.split(decimal)
  const groups = group === '' ? [whole] : whole.split(group)
  const areGroups = groups.length === 1 || groups.every(isGroup)
  const plain = fraction === undefined ? groups.join('') : `${groups.join('')}.${fraction}`
  return more.length === 0 && areGroups && DECIMAL.test(plain) ? plain : typed.trim()
}

function isGroup(digits: string, index: number): boolean {
  return index === 0 ? /^[+-]?\d{1,3}$/.test(digits) : /^\d{2,3}$/.test(digits)
}

/** A group that is a blank is empty: blanks are taken away before. */
function separatorsOf(locale: string): { readonly group: string; readonly decimal: string } {
  const parts = new Intl.NumberFormat(locale, { numberingSystem: 'latn' }).formatToParts(-1234567.5)
  const of = (type: string): string => parts.find(part => part.type === type)?.value ?? ''
  return { group: of('group').trim().replace('’', "'"), decimal: of('decimal') || '.' }
}
