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

/** What was written last: lists have the same days again and again, and records the same instants. */
const written = new Map<string, string>()
const MOST_WRITTEN = 10_000

function writeOnce(key: string, write: () => string): string {
  const known = written.get(key)
  if (known !== undefined) return known
  if (written.size >= MOST_WRITTEN) written.clear()
  const text = write()
  written.set(key, text)
  return text
}

/** `2026-01-31` as the locale writes days. */
export function showDay(day: string, locale: string): string {
  return writeOnce(`${locale} ${day}`, () =>
    formatOf({ locale, timeZone: 'UTC' }, { dateStyle: 'medium' }).format(new Date(`${day}T00:00:00Z`)),
  )
}

/** An ISO instant as the locale writes it, in the time zone. */
export function showInstant(instant: string, place: Place): string {
  return writeOnce(`${place.locale} ${place.timeZone} ${instant}`, () =>
    formatOf(place, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(instant)),
  )
}

const MINUTES: Intl.DateTimeFormatOptions = {
  ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
  ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
}

/** What `<input type="datetime-local">` holds: Swedes write it so, but for the T. */
export function localInput(instant: string, timeZone: string): string {
  return formatOf({ locale: 'sv-SE', timeZone }, MINUTES).format(new Date(instant)).replace(' ', 'T')
}
