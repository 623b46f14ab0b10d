/** Days as numbers: 0 is 1970-01-01. Gregorian throughout, as in PostgreSQL. */
const FIRST_DAY = dayNumber(1, 1, 1)
const LAST_DAY = dayNumber(9999, 12, 31)
const FIRST_INSTANT = FIRST_DAY * 86_400_000
const LAST_INSTANT = (LAST_DAY + 1) * 86_400_000 - 1

export interface CivilDate {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** Howard Hinnant's algorithm: months counted from March, in eras of 400 years. */
export function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return (
    era * 146_097 +
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear -
    719_468
  )
}

export function civilDate(date: string): CivilDate {
  return { year: Number(date.slice(0, 4)), month: Number(date.slice(5, 7)), day: Number(date.slice(8, 10)) }
}

export function toDayNumber(date: string): number {
  const { year, month, day } = civilDate(date)
  return dayNumber(year, month, day)
}

/** Null outside of the years 1 to 9999. */
export function fromDayNumber(days: number): string | null {
  if (!(days >= FIRST_DAY && days <= LAST_DAY)) return null
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return formatDate(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
}

export function formatDate(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** `YYYY-MM-DDTHH:mm:ss.SSSZ`; null outside of the years 1 to 9999. */
export function formatInstant(milliseconds: number): string | null {
  if (!(milliseconds >= FIRST_INSTANT && milliseconds <= LAST_INSTANT)) return null
  return new Date(milliseconds).toISOString()
}
