import type { ObjectModel } from '../../metadata/org-model.ts'
import type { IndexState } from '../../org/index-state.ts'
import { searchState } from '../../org/search-state.ts'
import type { Session } from '../../org/session.ts'
import type { Condition, Query } from '../query/query.ts'
import type { ReadRecord } from '../read/output-records.ts'
import { withFreshModel } from '../read/run.ts'
import { recordMaker } from '../read-records.ts'
import { likeness } from './alike.ts'
import { findRows } from './find-rows.ts'
import { inTime } from './in-time.ts'
import { literal } from './parse-find.ts'
import { searchCondition, searchedObject } from './searched-objects.ts'
import { suggestWays } from './suggest-ways.ts'

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
 * spelled alike. A statement an object for each way, as long as there are too few.
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
    const each = objects.map(object => suggestOf(session, state, object, { ...request, text }))
    return (await Promise.all(each)).flat()
  })
}

async function suggestOf(
  session: Session,
  state: IndexState,
  object: ObjectModel,
  request: SuggestRequest,
): Promise<readonly Suggestion[]> {
  const { text, limit = USUAL, forgives = true } = request
  const asked = conditionsOf(request)
  const found = new Map<string, Suggestion>()
  for (const { find, most, least = 0, adds, longest, ...bounds } of suggestWays(state, object, text, limit)) {
    if (found.size >= limit || (found.size > 0 && !adds)) continue
    if (find.op === 'likeness' && !forgives) continue
    const query: Query = {
      from: object.name,
      select: fieldsOf(session, object, request).map(path => ({ kind: 'field', path })),
      where: { kind: 'and', of: [searchCondition(state, object, find, 'NAME'), ...asked] },
      scope: 'live',
      ...bounds,
      limit: most,
    }
    const ask = (asking: Session) => ranked(asking, object, query, text)
    const suggestions = longest === undefined ? await ask(session) : await inTime(session, longest, ask)
    if (suggestions.length < least) continue
    for (const one of suggestions) if (!found.has(one.id)) found.set(one.id, one)
  }
  return [...found.values()].slice(0, limit)
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
async function ranked(
  session: Session,
  object: ObjectModel,
  query: Query,
  text: string,
): Promise<readonly Suggestion[]> {
  const { plan, rows } = await findRows(session, query)
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
