import { createHash } from 'node:crypto'
import type { FieldModel, ObjectModel } from '../../metadata/org-model.ts'
import { boundedName, quoteIdentifier, quoteTable } from '../sql/names.ts'
import { beginningSql, hasWordsSql, isLongText, likenessSql, wordsSql } from '../sql/search-words.ts'
import { inlineSql } from './inline-sql.ts'

/** Fields of an object that are searched through one index, or without it where it is not there. */
export interface SearchGroup {
  /** Name of the index. */
  readonly index: string
  readonly fields: readonly FieldModel[]
}

/** How the records of an object are searched. */
export interface SearchShape {
  /** By their words. */
  readonly words: readonly SearchGroup[]
  /** By what the name begins with; undefined for names that are put together. */
  readonly beginning: SearchGroup | undefined
  /** By likeness to the name. */
  readonly likeness: SearchGroup | undefined
  readonly indexes: readonly SearchIndex[]
}

export interface SearchIndex {
  readonly name: string
  readonly table: string
  /** SQL text behind `ON "schema"."table"`; `trigrams` is the schema of pg_trgm. */
  readonly definition: (trigrams: string) => string
  readonly needsTrigrams: boolean
}

/** In the names of all indexes for searches, and of no others. */
const MARK = 'search'
const LIVE = 'NOT "isdeleted"'
const shapes = new WeakMap<ObjectModel, SearchShape>()

/**
 * What searches of the object use. The standard fields are in one index: they change with a version of the product. A
 * field of an admin's own has one to itself, over the rows that have a value: it is made in no time for a new field.
 */
export function searchShape(object: ObjectModel): SearchShape {
  const known = shapes.get(object) ?? makeShape(object)
  shapes.set(object, known)
  return known
}

function makeShape(object: ObjectModel): SearchShape {
  if (!object.enableSearch) return { words: [], beginning: undefined, likeness: undefined, indexes: [] }
  const isEntered = object.nameField.column !== null
  const beginning = isEntered ? beginningOf(object) : undefined
  const isNumbered = object.nameField.fieldType.name === 'AutoNumber'
  const texts = object.fieldList
    .filter(field => field.column !== null && field.fieldType.searchText !== undefined)
    // A number is one word: what it begins with finds it.
    .filter(field => !(isNumbered && field === object.nameField))
    .sort((a, b) => Number(isLongText(a)) - Number(isLongText(b)))
  const standard = texts.filter(field => !field.custom)
  const own = texts.filter(field => field.custom).map(field => [field])
  const words = [...(standard.length > 0 ? [standard] : []), ...own].map(fields => wordsOf(object, fields))
  const likeness = isNumbered ? undefined : likenessOf(object)
  const all = [...words, ...(beginning ? [beginning] : []), ...(likeness ? [likeness] : [])]
  return Object.freeze({
    words: words.map(({ group }) => group),
    beginning: beginning?.group,
    likeness: likeness?.group,
    indexes: all.map(({ index }) => index),
  })
}

interface Part {
  readonly group: SearchGroup
  readonly index: SearchIndex
}

function wordsOf(object: ObjectModel, fields: readonly FieldModel[]): Part {
  const [words, some] = [wordsSql(fields), hasWordsSql(fields)].map(inlineSql)
  return part(object, fields, `USING gin ((${words})) WHERE ${some}`)
}

function beginningOf(object: ObjectModel): Part {
  const key = inlineSql(beginningSql(object.nameField))
  return part(object, [object.nameField], `((${key}) text_pattern_ops) WHERE ${LIVE}`)
}

function likenessOf(object: ObjectModel): Part | undefined {
  const fields = nameParts(object)
  if (fields.length === 0) return undefined
  const key = inlineSql(likenessSql(fields))
  return part(object, fields, `USING gin ((${key}) ${TRIGRAMS}.gin_trgm_ops)`)
}

/** Stands for the schema of pg_trgm, which the database knows. */
const TRIGRAMS = '"trigrams"'

function part({ table }: ObjectModel, fields: readonly FieldModel[], definition: string): Part {
  const hash = createHash('sha1').update(definition).digest('hex').slice(0, 6)
  const name = boundedName(table.slice(0, 40), MARK, hash)
  const needsTrigrams = definition.includes(TRIGRAMS)
  const index = {
    name,
    table,
    needsTrigrams,
    definition: (trigrams: string) => definition.replace(TRIGRAMS, quoteIdentifier(trigrams)),
  }
  return { group: { index: name, fields }, index }
}

/** The stored fields that say what a record is called: its name, or what the formula of its name reads. */
export function nameParts(object: ObjectModel): readonly FieldModel[] {
  const { nameField } = object
  if (nameField.column !== null) return nameField.fieldType.searchText ? [nameField] : []
  const read = new Set((nameField.compiledFormula?.references ?? []).map(path => path.toLowerCase()))
  return object.fieldList.filter(
    ({ name, column, fieldType }) => read.has(name.toLowerCase()) && column !== null && fieldType.searchText,
  )
}

/** Of the indexes over words, the one that has those of the name. */
export function nameWordsOf(object: ObjectModel): SearchGroup | undefined {
  const parts = nameParts(object)
  if (parts.length === 0) return undefined
  return searchShape(object).words.find(({ fields }) => parts.every(field => fields.includes(field)))
}

export function createSearchIndex(index: SearchIndex, schema: string, trigrams: string): string {
  return `CREATE INDEX CONCURRENTLY IF NOT EXISTS ${quoteIdentifier(index.name)} ON ${quoteTable(schema, index.table)} ${index.definition(trigrams)}`
}

/** Pattern of the names of indexes for searches, as `~` takes it. */
export const SEARCH_INDEX_NAME = `_${MARK}_[0-9a-f]{6,8}$`

/** Indexes over a column keep PostgreSQL from giving it another type: they are made anew afterwards. */
export function dropSearchIndexes(schema: string, table: string): string {
  const name = quoteTable(schema, table).replaceAll("'", "''")
  return `DO $drop$ DECLARE index regclass; BEGIN FOR index IN SELECT i.indexrelid FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = '${name}'::regclass AND c.relname ~ '${SEARCH_INDEX_NAME}' LOOP EXECUTE 'DROP INDEX ' || index; END LOOP; END $drop$`
}
