import type { ObjectModel } from '../../metadata/org-model.ts'
import { type SearchState, searchState } from '../../org/search-state.ts'
import type { Session } from '../../org/session.ts'
import type { Condition, Query } from '../query/query.ts'
import type { ReadRecord } from '../read/output-records.ts'
import { withFreshModel } from '../read/run.ts'
import { recordMaker } from '../read-records.ts'
import { likeness } from './alike.ts'
import { type Found, findRows, findRowsOfEach } from './find-rows.ts'
import { inTime } from './in-time.ts'
import { literal } from './parse-find.ts'
import { searchCondition, searchedObject } from './searched-objects.ts'
import { suggestWays, type Way } from './suggest-ways.ts'

export interface SuggestRequest {
  /** Names of objects, in the order of the answer. */
  readonly objects: readonly string[]
  /** As typed so far. */
  readonly text: string
  /** Suggestions of each object; 5 when not given. */
  readonly limit?: number
  /** False: nothing that is only spelled alike. */
  readonly forgives?: boolean
  /** Fields to show beside the name; those that the session may not read are left out. */
  readonly fields?: readonly string[]
  /** What else a record must be. */
  readonly where?: Condition
  /** The lookup that is typed into: its filter is held to. `values`: of the record's other fields, as the engine has them. */
  readonly lookup?: {
    readonly object: string
    readonly field: string
    readonly values: Readonly<Record<string, string>>
  }
}

export interface Suggestion {
  readonly object: string
  readonly id: string
  /** Undefined: the session may not read it. */
  readonly name: string | undefined
  /** The other fields that were asked for. */
  readonly record: ReadRecord
}

const USUAL = 5
const LONGEST = 200

/**
 * Records for somebody who types: names that begin with the text, then those with words that do, then those that are
 * spelled alike. What is found at once is one statement for all objects, what takes longer one for each way, as long as
 * there are too few.
 */
export async function suggestRecords(
  session: Session,
  request: SuggestRequest,
): Promise<readonly Suggestion[]> {
  const text = request.text.trim().slice(0, LONGEST)
  const objects = request.objects.map(name => searchedObject(session, name))
  if (text === '') return []
  return withFreshModel(session, async () => {
    const state = await searchState(session.org)
    const looks = objects.map(object => looksFor(session, state, object, { ...request, text }))
    const found = await firstFound(session, looks, request)
    return (await Promise.all(looks.map(all => suggestBy(session, all, found, request)))).flat()
  })
}

/** One way to names of one object. */
interface Look {
  readonly way: Way
  readonly object: ObjectModel
  readonly query: Query
  readonly text: string
}

function looksFor(
  session: Session,
  state: SearchState,
  object: ObjectModel,
  request: SuggestRequest,
): readonly Look[] {
  const { text, limit = USUAL, forgives = true } = request
  const asked = conditionsOf(request)
  const select = fieldsOf(session, object, request).map(path => ({ kind: 'field', path }) as const)
  return suggestWays(state, object, text, limit)
    .filter(way => forgives || !way.forgives)
    .map(way => {
      const { find, most, amongNewest, isRare } = way
      const of = [searchCondition(state, object, find, 'NAME'), ...asked]
      const bounds = { limit: most, ...(amongNewest && { amongNewest }), ...(isRare && { isRare }) }
      const query = {
        from: object.name,
        select,
        where: { kind: 'and', of },
        scope: 'live',
        ...bounds,
      } as const
      return { way, object, query, text }
    })
}

/**
 * What all objects are asked for at once. Names are texts; fields beside them may be of any types, and so each object is
 * asked by itself.
 */
async function firstFound(
  session: Session,
  looks: readonly (readonly Look[])[],
  { fields = [] }: SuggestRequest,
): Promise<ReadonlyMap<Look, Found>> {
  const first = looks.flat().filter(({ way }) => way.isFirst)
  const groups = new Map<unknown, Look[]>()
  for (const look of first) {
    const key = fields.length > 0 ? look : look.query.select.length
    groups.set(key, [...(groups.get(key) ?? []), look])
  }
  const found = await Promise.all(
    [...groups.values()].map(async group => {
      const rows = await findRowsOfEach(
        session,
        group.map(({ query }) => query),
      )
      return group.map((look, at) => [look, rows[at] as Found] as const)
    }),
  )
  return new Map(found.flat())
}

async function suggestBy(
  session: Session,
  looks: readonly Look[],
  first: ReadonlyMap<Look, Found>,
  { limit = USUAL }: SuggestRequest,
): Promise<readonly Suggestion[]> {
  const suggestions = new Map<string, Suggestion>()
  for (const look of looks) {
    const { least = 0, adds, longest } = look.way
    if (suggestions.size >= limit || (suggestions.size > 0 && !adds)) continue
    const ask = async (asking: Session) =>
      ranked(look, first.get(look) ?? (await findRows(asking, look.query)))
    const found = longest === undefined ? await ask(session) : await inTime(session, longest, ask)
    if (found.length < least) continue
    for (const one of found) if (!suggestions.has(one.id)) suggestions.set(one.id, one)
  }
  return [...suggestions.values()].slice(0, limit)
}

function fieldsOf(
  { access }: Session,
  object: ObjectModel,
  { fields = [] }: SuggestRequest,
): readonly string[] {
  const asked = ['Id', object.nameField.name, ...fields].flatMap(
    name => object.fields.get(name.toLowerCase()) ?? [],
  )
  return [...new Set(asked)].filter(field => access.field(field, 'read')).map(({ name }) => name)
}

function conditionsOf({ where, lookup }: SuggestRequest): readonly Condition[] {
  const conditions: Condition[] = where ? [where] : []
  if (!lookup) return conditions
  const values = Object.entries(lookup.values).map(([name, value]) => [name, literal(value)])
  return [...conditions, { ...lookup, kind: 'lookup', values: Object.fromEntries(values) }]
}

/** The likest first; of equally like ones the shorter name. */
function ranked({ object, text }: Look, { plan, rows }: Found): readonly Suggestion[] {
  const make = recordMaker(plan)
  const suggestions = rows.map(row => {
    const record = make(row) as ReadRecord
    const name = record[object.nameField.name]
    const suggestion = { object: object.name, id: String(record.Id), record }
    return { ...suggestion, name: typeof name === 'string' ? name : undefined }
  })
  const rank = ({ name = '' }: Suggestion): number => likeness(text, name) - name.length / 10_000
  return suggestions.sort((a, b) => rank(b) - rank(a))
}
