/** Date literals without a number. */
const FIXED = new Set([
  'YESTERDAY',
  'TODAY',
  'TOMORROW',
  'LAST_90_DAYS',
  'NEXT_90_DAYS',
  ...['WEEK', 'MONTH', 'QUARTER', 'YEAR', 'FISCAL_QUARTER', 'FISCAL_YEAR'].flatMap(unit => [
    `LAST_${unit}`,
    `THIS_${unit}`,
    `NEXT_${unit}`,
  ]),
])

/** Date literals with a number, which is written after a colon. */
const NUMBERED = new Set(
  ['DAYS', 'WEEKS', 'MONTHS', 'QUARTERS', 'YEARS', 'FISCAL_QUARTERS', 'FISCAL_YEARS'].flatMap(unit => [
    `LAST_N_${unit}`,
    `NEXT_N_${unit}`,
    `N_${unit}_AGO`,
  ]),
)

/** True for `TODAY`, and for `LAST_N_DAYS:30`, in any case. */
export function isDateLiteral(text: string): boolean {
  const [name = '', number] = text.toUpperCase().split(':')
  return number === undefined ? FIXED.has(name) : NUMBERED.has(name)
}
