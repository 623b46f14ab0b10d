import type { FieldModel } from '../../metadata/org-model.ts'
import type { Query, SelectItem } from '../query/query.ts'
import type { Output } from './output.ts'
import { addChildren } from './plan-children.ts'
import { addColumn, addValue, type Columns, entriesAt, recordAt } from './plan-columns.ts'
import { misplacedAggregate, noSuchColumn, queryError } from './plan-errors.ts'
import { type Expression, expressionOf, findField, typeNameExpression } from './plan-field.ts'
import { functionExpression } from './plan-function.ts'
import { shownExpression } from './plan-label.ts'
import { type Reached, reachedId, reachParent, type Source } from './plan-source.ts'

type Kind = SelectItem['kind']
type Add<K extends Kind> = (columns: Columns, item: Extract<SelectItem, { kind: K }>, query: Query) => void

/** One entry a kind of select item. */
const ITEMS: { readonly [K in Kind]: Add<K> } = {
  field: (columns, { path, alias }) => {
    if (alias !== undefined) {
      throw queryError('MALFORMED_QUERY', 'only aggregate expressions use field aliasing', alias)
    }
    addField(columns, path)
  },
  function: (columns, item) => {
    const expression = shownExpression(
      functionExpression(columns.source, item),
      item,
      columns.source.context.timeZone,
    )
    if (expression.isAggregate) throw misplacedAggregate(item.name)
    const key = item.alias ?? expression.name
    refuseDouble(columns.record.entries, key)
    addValue(columns, columns.record.entries, key, expression)
  },
  subquery: (columns, { query }) => addChildren(columns, query, addSelected),
  fields: (columns, { set }, query) => addFieldSet(columns, set, query),
  typeof: (columns, item) => addTypeof(columns, item),
}

/** Adds what the query selects; `query` is the level that the columns belong to. */
export function addSelected(columns: Columns, query: Query): void {
  for (const item of query.select) {
    if (!Object.hasOwn(ITEMS, item.kind)) {
      throw queryError('MALFORMED_QUERY', `unknown kind of select item: '${item.kind}'`)
    }
    ;(ITEMS[item.kind] as Add<Kind>)(columns, item as never, query)
  }
}

function addField(columns: Columns, path: string): void {
  const { source } = columns
  const typeName = typeNameExpression(source, path)
  if (typeName) {
    const parents = path.split('.').slice(0, -1)
    addUnder(columns, reachParent(source, parents, path), path, typeName)
    return
  }
  const { field, reached } = findField(source, path)
  addUnder(columns, reached, path, expressionOf(source, reached, field))
}

function addUnder(columns: Columns, reached: Reached, path: string, expression: Expression): void {
  const entries = entriesAt(columns, stepsTo(columns.source, reached, path))
  refuseDouble(entries, expression.name)
  addValue(columns, entries, expression.name, expression)
}

/** Every parent on the way to the one that was reached. */
function stepsTo(source: Source, { path }: Reached, written: string): readonly Reached[] {
  const names = path.split('.').slice(0, -1)
  return names.map((_, index) => reachParent(source, names.slice(0, index + 1), written))
}

function refuseDouble(entries: readonly Output[], key: string): void {
  if (entries.some(entry => entry.key === key)) {
    throw queryError('INVALID_FIELD', `duplicate field selected: ${key}`, key)
  }
}

const MOST_OF_ALL = 200

/** FIELDS(ALL) and FIELDS(CUSTOM) take at most 200 rows, as in Salesforce. */
function addFieldSet(columns: Columns, set: 'ALL' | 'STANDARD' | 'CUSTOM', query: Query): void {
  const { source, record } = columns
  if (set !== 'STANDARD' && (query.limit === undefined || query.limit > MOST_OF_ALL)) {
    const message = `The SOQL FIELDS function must have a LIMIT of at most ${MOST_OF_ALL}`
    throw queryError('MALFORMED_QUERY', message, 'FIELDS')
  }
  const reached: Reached = { path: '', places: [source.root] }
  for (const field of source.root.object.fieldList) {
    if (set !== 'ALL' && field.custom !== (set === 'CUSTOM')) continue
    if (!source.context.access.field(field, 'read')) continue
    if (record.entries.some(entry => entry.key === field.name)) continue
    addValue(columns, record.entries, field.name, expressionOf(source, reached, field))
  }
}

function addTypeof(columns: Columns, item: Extract<SelectItem, { kind: 'typeof' }>): void {
  const { source } = columns
  const names = item.path.split('.')
  const reached = reachParent(source, names, item.path)
  const parentEntries = entriesAt(columns, stepsTo(source, reached, item.path).slice(0, -1))
  const key = reached.path.slice(0, -1).split('.').at(-1) as string
  refuseDouble(parentEntries, key)
  const record = recordAt(reached, addColumn(columns, reachedId(reached)))
  const entriesByPrefix = new Map<string, readonly Output[]>()
  for (const { object } of item.when) {
    if (reached.places.some(place => isNamed(place.object.name, object))) continue
    throw queryError('INVALID_FIELD', `${object} is not a type that ${item.path} can refer to`, object)
  }
  for (const place of reached.places) {
    const when = item.when.find(({ object }) => isNamed(place.object.name, object))
    const entries: Output[] = []
    for (const name of when?.fields ?? item.otherwise ?? []) {
      const field = place.object.fields.get(name.toLowerCase())
      // ELSE may name what only some of the objects have.
      if (!field && !when) continue
      if (!isReadable(columns, field)) throw noSuchColumn(place.object, name, name, source.context.access)
      addValue(columns, entries, field.name, expressionOf(source, { ...reached, places: [place] }, field))
    }
    entriesByPrefix.set(place.object.keyPrefix, entries)
  }
  parentEntries.push({ kind: 'parent', key, record: { ...record, entriesByPrefix } })
}

function isReadable(columns: Columns, field: FieldModel | undefined): field is FieldModel {
  return field !== undefined && columns.source.context.access.field(field, 'read')
}

function isNamed(name: string, written: string): boolean {
  return name.toLowerCase() === written.toLowerCase()
}
