import sql, { join, raw, type Sql } from 'sql-template-tag'
import type { FieldModel } from '../../metadata/org-model.ts'
import { nameParts, nameWordsOf, type SearchGroup, searchShape } from '../../storage/ddl/search-indexes.ts'
import { columnRef, tableRef } from '../../storage/sql/names.ts'
import {
  beginningSql,
  foldSql,
  hasWordsSql,
  likenessSql,
  ofExtension,
  phraseSql,
  plainSql,
  wordsSql,
} from '../../storage/sql/search-words.ts'
import type { FindNode, Literal, SearchCondition, SearchScope } from '../query/query.ts'
import { addSlot, literalOf, newAlias } from './plan-context.ts'
import { queryError } from './plan-errors.ts'
import type { Source } from './plan-source.ts'

type Op = FindNode['op']
type Build<Kind extends Op> = (search: Search, node: Extract<FindNode, { op: Kind }>) => Sql

/** A search of one object's records under way. */
interface Search extends Omit<SearchCondition, 'kind' | 'find'> {
  readonly source: Source
}

/** Sorts behind every text that begins in the same way. */
const LAST = '\u{10FFFF}'

/** One entry a kind of node. What is not true is false, so NOT of it is true. */
const NODES: { readonly [Kind in Op]: Build<Kind> } = {
  and: (search, { of }) => joinNodes(search, of, ' AND '),
  or: (search, { of }) => joinNodes(search, of, ' OR '),
  not: (search, { of }) => sql`(${nodeSql(search, of)}) IS NOT TRUE`,
  words: (search, { words, isPhrase, isPrefix }) => {
    const text = parameter(search, words)
    const phrase = phraseSql(text, isPrefix)
    return anyOf([
      ...wordParts(search, phrase, isPhrase ? field => matches(search, [field], phrase) : undefined),
      ...numberParts(search, text, isPrefix),
    ])
  },
  pattern: (search, { begins, matches: expression }) => {
    const pattern = parameter(search, expression)
    const check = (field: FieldModel): Sql =>
      sql`${plainSql(sql`${columnText(search, field)}`)} ~ ${pattern}::text`
    return anyOf(wordParts(search, phraseSql(parameter(search, begins), true), check))
  },
  beginning: (search, { beginning }) => {
    const group = searchShape(search.source.root.object).beginning
    return group && isOpen(search, group) && group.fields.every(field => isAsked(search, field))
      ? beginsSql(search, group.fields[0] as FieldModel, parameter(search, beginning), true)
      : sql`FALSE`
  },
  nameWord: (search, { word, by }) => {
    const named = by === 'words' ? undefined : nameByTrigrams(search)
    if (!named) return NODES.words(search, { op: 'words', words: word, isPhrase: false, isPrefix: true })
    const text = parameter(search, word)
    const folded = foldSql(sql`${text}::text`)
    const found = matches(search, named.fields, phraseSql(text, true))
    // Letters are compared in a tenth of the time; and not by LIKE, which an index would be asked for.
    if (by === 'nothing') return sql`(strpos(${named.text}, ${folded}) > 0 AND ${found})`
    // The index over all words would find the names of all who live in a town of that name.
    return sql`(${named.text} LIKE '%' || ${folded} || '%' AND ${found})`
  },
  likeness: (search, { word, least, spellings }) => {
    if (spellings) return spelledSql(search, parameter(search, spellings))
    const named = nameByTrigrams(search)
    if (!named) return sql`FALSE`
    const typed = foldSql(sql`${parameter(search, word)}::text`)
    if (least === undefined) return sql`${named.text} OPERATOR(${ofExtension(named.trigrams, '%>')}) ${typed}`
    const similarity = ofExtension(named.trigrams, 'word_similarity')
    return sql`${similarity}(${typed}, ${named.text}) >= ${raw(String(Number(least)))}`
  },
}

/**
 * The name as the index over its groups of three letters has it. Undefined where that is not there, or something of the
 * name is hidden: it would change what is like it.
 */
function nameByTrigrams(search: Search) {
  const { source, trigrams } = search
  const group = searchShape(source.root.object).likeness
  if (!group || trigrams === undefined || !isOpen(search, group)) return undefined
  if (!group.fields.every(field => isAsked(search, field))) return undefined
  return { trigrams, fields: group.fields, text: likenessSql(group.fields, source.root.alias) }
}

/**
 * Names with any of many words, most of which are in no record: each is looked up by itself, which is much less than to
 * hold what is found against all of them. Not where something of the name is hidden.
 */
function spelledSql(search: Search, spellings: Sql): Sql {
  const { source } = search
  const { object, alias } = source.root
  const [group, parts] = [nameWordsOf(object), nameParts(object)]
  if (!group || !isOpen(search, group) || !parts.every(field => isAsked(search, field))) return sql`FALSE`
  const inner = newAlias(source.context)
  const has = (fields: readonly FieldModel[]): Sql => sql`${wordsSql(fields, inner)} @@ spelled.word::tsquery`
  // OFFSET 0: word by word, whatever PostgreSQL believes of their number.
  const found = sql`SELECT ${columnRef(inner, 'id')} FROM ${tableRef(source.context.schema, object.table)} AS ${raw(inner)} WHERE ${has(group.fields)} AND ${hasWordsSql(group.fields, inner)} AND strpos(${likenessSql(parts, inner)}, spelled.word) > 0 AND ${has(parts)} OFFSET 0`
  const words = sql`unnest(string_to_array(${spellings}::text, ' ')) AS spelled(word)`
  return sql`${columnRef(alias, 'id')} = ANY(ARRAY(SELECT found."id" FROM ${words} CROSS JOIN LATERAL (${found}) AS found))`
}

/**
 * The records that a search finds, as a criterion. Each word is looked for in the fields that the reader may see, and
 * in no others: the index over several fields only says where it is worth to look.
 */
export function searchSql(source: Source, { find, ...rest }: SearchCondition): Sql {
  return nodeSql({ source, ...rest }, find)
}

function nodeSql(search: Search, node: FindNode): Sql {
  // Hooks send queries as data.
  if (!Object.hasOwn(NODES, node.op)) {
    throw queryError('MALFORMED_QUERY', `unknown kind of search: '${node.op}'`)
  }
  const build = NODES[node.op] as Build<Op>
  return build(search, node as never)
}

function joinNodes(search: Search, of: readonly FindNode[], word: string): Sql {
  return sql`(${join(
    of.map(node => nodeSql(search, node)),
    word,
  )})`
}

/**
 * One criterion an index. `check` says more of a field than its words: it is asked of each field by itself, because words
 * of two fields do not follow each other.
 */
function wordParts(
  search: Search,
  phrase: Sql,
  check: ((field: FieldModel) => Sql) | undefined,
): readonly Sql[] {
  const shape = searchShape(search.source.root.object)
  return shape.words.flatMap(group => {
    const asked = group.fields.filter(field => isAsked(search, field))
    if (asked.length === 0 || !isOpen(search, group)) return []
    // As the index says it: rows without any of the texts are not in it.
    const some = hasWordsSql(group.fields, search.source.root.alias)
    const candidates = sql`(${matches(search, group.fields, phrase)} AND ${some})`
    if (asked.length === group.fields.length && !check) return [candidates]
    const each = asked.map(check ?? (field => matches(search, [field], phrase)))
    return [sql`(${candidates} AND ${anyOf(each)})`]
  })
}

function matches({ source }: Search, fields: readonly FieldModel[], phrase: Sql): Sql {
  return sql`${wordsSql(fields, source.root.alias)} @@ ${phrase}`
}

/** A name that is a number is found as a whole, or by what it begins with. */
function numberParts(search: Search, text: Sql, isPrefix: boolean): readonly Sql[] {
  const { nameField } = search.source.root.object
  const group = searchShape(search.source.root.object).beginning
  const isNumber = nameField.fieldType.name === 'AutoNumber'
  if (!group || !isNumber || !isOpen(search, group) || !isAsked(search, nameField)) return []
  return [beginsSql(search, nameField, text, isPrefix)]
}

/** Compared by code points: the order of the index, whatever the database's language. */
function beginsSql({ source }: Search, field: FieldModel, text: Sql, isPrefix: boolean): Sql {
  const { alias } = source.root
  const [value, typed] = [beginningSql(field, alias), foldSql(sql`${text}::text`)]
  const found = isPrefix
    ? sql`${value} ~>=~ ${typed} AND ${value} ~<=~ (${typed} || ${LAST}::text)`
    : sql`${value} = ${typed}`
  // As the index says it.
  return sql`(${found} AND NOT ${source.root.object.fields.has('isdeleted') ? columnOf(alias) : sql`FALSE`})`
}

function columnOf(alias: string): Sql {
  return sql([`${alias}."isdeleted"`])
}

function columnText({ source }: Search, field: FieldModel): Sql {
  const column = sql([`${source.root.alias}."${field.column}"`])
  return field.fieldType.searchText?.(column) ?? column
}

const SCOPES: Readonly<Record<SearchScope, (source: Source, field: FieldModel) => boolean>> = {
  ALL: () => true,
  NAME: ({ root }, field) => nameParts(root.object).includes(field),
  EMAIL: (_source, { fieldType, ...spec }) => fieldType.describe(spec).type === 'email',
  PHONE: (_source, { fieldType, ...spec }) => fieldType.describe(spec).type === 'phone',
}

function isAsked({ source, among }: Search, field: FieldModel): boolean {
  return source.context.access.field(field, 'read') && SCOPES[among](source, field)
}

function isOpen({ missing }: Search, { index }: SearchGroup): boolean {
  return !missing.includes(index)
}

function anyOf(parts: readonly Sql[]): Sql {
  return parts.length === 0 ? sql`FALSE` : sql`(${join(parts, ' OR ')})`
}

function parameter({ source }: Search, literal: Literal): Sql {
  const read = literalOf(source.context, literal)
  return sql`${addSlot(source.context, run => read(run).text)}`
}
