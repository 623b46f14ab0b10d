interface Place {
  readonly locale: string
  readonly timeZone: string
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf({ locale, timeZone }: Place, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${options.timeStyle ?? options.minute ?? ''}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat(locale, { ...options, timeZone })
    formats.set(key, format)
  }
  return format
}

const days = new Map<string, string>()
const MOST_DAYS = 10_000

/** `2026-01-31` as the locale writes days. A list has the same ones again and again. */
export function showDay(day: string, locale: string): string {
  const key = `${locale} ${day}`
  const known = days.get(key)
  if (known !== undefined) return known
  if (days.size >= MOST_DAYS) days.clear()
  const date = new Date(`${day}T00:00:00Z`)
  const text = formatOf({ locale, timeZone: 'UTC' }, { dateStyle: 'medium' }).format(date)
  days.set(key, text)
  return text
}

/** An ISO instant as the locale writes it, in the time zone. */
export function showInstant(instant: string, place: Place): string {
  return formatOf(place, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(instant))
}

const MINUTES: Intl.DateTimeFormatOptions = {
  ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
  ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
}

/** What `<input type="datetime-local">` holds: Swedes write it so, but for the T. */
export function localInput(instant: string, timeZone: string): string {
  return formatOf({ locale: 'sv-SE', timeZone }, MINUTES).format(new Date(instant)).replace(' ', 'T')
}
