interface CronField {
  readonly name: string
  readonly least: number
  readonly most: number
  readonly names?: readonly string[]
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const DAYS = 'sun mon tue wed thu fri sat'.split(' ')
const SECOND: CronField = { name: 'second', least: 0, most: 59 }
const FIELDS: readonly CronField[] = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of month', least: 1, most: 31 },
  { name: 'month', least: 1, most: 12, names: MONTHS },
  { name: 'day of week', least: 0, most: 7, names: DAYS },
]
const PART = /^(?:(\*|\?)|([0-9a-z]+)(?:-([0-9a-z]+))?)(?:\/(\d+))?$/

/** What is wrong with a cron expression of five fields, or six with seconds first; undefined when it is right. */
export function explainCron(cron: string): string | undefined {
  const parts = cron.trim().toLowerCase().split(/\s+/)
  if (parts.length !== 5 && parts.length !== 6) {
    return `A cron expression has 5 fields (minute hour day-of-month month day-of-week), not ${parts.length}.`
  }
  const fields = parts.length === 6 ? [SECOND, ...FIELDS] : FIELDS
  for (const [index, field] of fields.entries()) {
    for (const part of (parts[index] as string).split(',')) {
      const message = explainPart(part, field)
      if (message) return message
    }
  }
  return undefined
}

function explainPart(part: string, field: CronField): string | undefined {
  const match = PART.exec(part)
  if (!match) return `"${part}" is not a ${field.name}.`
  const [, any, from, to, step] = match
  if (any === '?' && !field.name.startsWith('day'))
    return `"?" may stand only for a day, not for the ${field.name}.`
  if (step !== undefined && Number(step) === 0) return `The step of the ${field.name} must be 1 or more.`
  const numbers = [from, to].filter(text => text !== undefined).map(text => numberOf(text, field))
  const wrong = numbers.some(number => Number.isNaN(number) || number < field.least || number > field.most)
  if (wrong) return `The ${field.name} goes from ${field.least} to ${field.most}, not "${part}".`
  const [first, last] = numbers
  return first !== undefined && last !== undefined && first > last
    ? `The ${field.name} "${part}" ends before it begins.`
    : undefined
}

function numberOf(text: string, field: CronField): number {
  const index = field.names?.indexOf(text) ?? -1
  return index >= 0 ? index + field.least : Number(text)
}
