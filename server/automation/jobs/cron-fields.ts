/** The times of a cron expression: each field as the numbers that it allows, ascending. */
export interface CronFields {
  readonly seconds: readonly number[]
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  /** 1 to 12. */
  readonly months: ReadonlySet<number>
  readonly daysOfMonth: ReadonlySet<number>
  /** 0 is Sunday. */
  readonly daysOfWeek: ReadonlySet<number>
  /** Either of two restricted day fields is enough, as cron has always had it. */
  readonly anyDay: boolean
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const DAYS = 'sun mon tue wed thu fri sat'.split(' ')

/** Reads an expression that the deploy has checked: five fields, or six with seconds first. */
export function parseCron(cron: string): CronFields {
  const parts = cron.trim().toLowerCase().split(/\s+/)
  if (parts.length === 5) parts.unshift('0')
  const [second, minute, hour, dayOfMonth, month, dayOfWeek] = parts as [
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  const daysOfMonth = numbers(dayOfMonth, 1, 31)
  const daysOfWeek = numbers(dayOfWeek, 0, 7, DAYS).map(day => day % 7)
  return {
    seconds: numbers(second, 0, 59),
    minutes: numbers(minute, 0, 59),
    hours: numbers(hour, 0, 23),
    months: new Set(numbers(month, 1, 12, MONTHS)),
    daysOfMonth: new Set(daysOfMonth),
    daysOfWeek: new Set(daysOfWeek),
    anyDay: /^[^*?]/.test(dayOfMonth) && /^[^*?]/.test(dayOfWeek),
  }
}

function numbers(field: string, least: number, most: number, names: readonly string[] = []): number[] {
  const found = new Set<number>()
  for (const part of field.split(',')) {
    const [range = '*', step] = part.split('/')
    const [from, to] = range === '*' || range === '?' ? [least, most] : bounds(range, least, names)
    // `5/10` goes on to the end of the field.
    const last = to ?? (step === undefined ? from : most)
    for (let n = from; n <= last; n += Number(step ?? 1)) found.add(n)
  }
  return [...found].sort((a, b) => a - b)
}

function bounds(range: string, least: number, names: readonly string[]): readonly [number, number?] {
  const [from, to] = range.split('-').map(text => {
    const index = names.indexOf(text)
    return index >= 0 ? index + least : Number(text)
  })
  return to === undefined ? [from as number] : [from as number, to]
}
