import { malformedSearch } from './malformed-search.ts'

/** A search as parameters of a URL, or as a body with `sobjects`. What they hold is not known yet. */
export type ParameterizedSearch = Readonly<Record<string, unknown>>

/** One object of the search, with the keys of a body. */
interface Asked {
  readonly name: string
  readonly fields: readonly string[]
  readonly where: string
  readonly orderBy: string
  readonly limit: string
}

/** The same search as SOSL text. Throws MALFORMED_SEARCH for what is no text, list or number where there should be one. */
export function toSearchText(search: ParameterizedSearch): string {
  const q = textOf('q', search.q)
  if (q === '') throw malformedSearch('The parameter "q" with what is to be found is missing.')
  const objects = objectsOf(search).map(writeObject)
  const parts = [
    `FIND {${q.replace(/(\\.)|[{}]/gs, (sign, escaped) => escaped ?? `\\${sign}`)}}`,
    ...(search.in === undefined ? [] : [`IN ${textOf('in', search.in)} FIELDS`]),
    ...(objects.length === 0 ? [] : [`RETURNING ${objects.join(', ')}`]),
    ...(String(search.spellCorrection) === 'false' ? ['WITH SPELL_CORRECTION = FALSE'] : []),
    ...(search.overallLimit === undefined ? [] : [`LIMIT ${textOf('overallLimit', search.overallLimit)}`]),
  ]
  return parts.join(' ')
}

function objectsOf(search: ParameterizedSearch): readonly Asked[] {
  const { sobjects, sobject, defaultLimit } = search
  const common = { fields: search.fields, limit: defaultLimit }
  if (sobjects === undefined) {
    return namesOf('sobject', sobject).map(name =>
      readObject({
        name,
        fields: search[`${name}.fields`] ?? common.fields,
        where: search[`${name}.where`],
        orderBy: search[`${name}.orderBy`],
        limit: search[`${name}.limit`] ?? common.limit,
      }),
    )
  }
  if (!Array.isArray(sobjects)) throw malformedSearch('sobjects: takes a list of objects.')
  return sobjects.map((one: unknown) => {
    if (typeof one === 'string') return readObject({ ...common, name: one })
    if (typeof one !== 'object' || one === null) throw malformedSearch('sobjects: takes a list of objects.')
    const { fields = common.fields, limit = common.limit, ...rest } = one as Readonly<Record<string, unknown>>
    return readObject({ ...rest, fields, limit })
  })
}

function readObject({ name, fields, where, orderBy, limit }: Readonly<Record<string, unknown>>): Asked {
  return {
    name: textOf('name', name),
    fields: namesOf('fields', fields),
    where: textOf('where', where),
    orderBy: textOf('orderBy', orderBy),
    limit: textOf('limit', limit),
  }
}

function writeObject({ name, fields, where, orderBy, limit }: Asked): string {
  const clauses = [
    ...(where === '' ? [] : [`WHERE ${where}`]),
    ...(orderBy === '' ? [] : [`ORDER BY ${orderBy}`]),
    ...(limit === '' ? [] : [`LIMIT ${limit}`]),
  ]
  if (fields.length === 0 && clauses.length === 0) return name
  return `${name}(${[fields.length === 0 ? 'Id' : fields.join(', '), ...clauses].join(' ')})`
}

/** A list, or names with commas between. */
function namesOf(key: string, value: unknown): readonly string[] {
  const list = Array.isArray(value) ? value : textOf(key, value).split(',')
  return list.map(one => textOf(key, one).trim()).filter(name => name !== '')
}

function textOf(key: string, value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value.trim()
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  throw malformedSearch(`The parameter "${key}" takes text.`)
}
