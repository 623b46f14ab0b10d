import type { ObjectModel } from '../../metadata/org-model.ts'
import { searchState } from '../../org/search-state.ts'
import type { Session } from '../../org/session.ts'
import { foldText } from '../../storage/sql/search-words.ts'
import { readRecords } from '../read-records.ts'
import { searchedObject } from './searched-objects.ts'
import { isLikeBeginning, SHORTEST } from './spellings.ts'
import type { Suggestion } from './suggest-records.ts'
import { isBigTable } from './suggest-ways.ts'

/** Names that are looked at one by one: the newest of each object whose table is small. The words of big ones are known. */
const NAMES = 1_000
const MOST_WORDS = 5

/**
 * Records whose names have the words that were typed but for a slip of the finger in each, or for the accents of their
 * letters: `batmui` is Batumi, and `lodz` Łódź. For when nothing else was found.
 */
export async function suggestAlike(
  session: Session,
  objects: readonly string[],
  text: string,
  limit: number,
): Promise<readonly Suggestion[]> {
  const words = wordsOf(text)
  // A phrase, or a beginning that somebody has marked, is meant as it stands.
  const isPlain = !/["*?]/.test(text) && words.length > 0 && words.length <= MOST_WORDS && words.every(isWord)
  if (!isPlain) return []
  const state = await searchState(session.org)
  const small = objects
    .map(name => searchedObject(session, name))
    .filter(object => !isBigTable(state, object))
  const found = await Promise.all(small.map(object => suggestOf(session, object, words, limit)))
  return found.flat()
}

async function suggestOf(
  session: Session,
  { name: from, nameField }: ObjectModel,
  words: readonly string[],
  limit: number,
): Promise<readonly Suggestion[]> {
  const isNamed = nameField.fieldType.searchText && nameField.fieldType.name !== 'AutoNumber'
  if (!isNamed || !session.access.field(nameField, 'read')) return []
  const select = ['Id', nameField.name].map(path => ({ kind: 'field', path }) as const)
  const records = await readRecords(session, {
    from,
    select,
    scope: 'live',
    amongNewest: NAMES,
    limit: NAMES,
  })
  return records
    .map(record => ({ object: from, id: String(record.Id), name: String(record[nameField.name]), record }))
    .filter(({ name }) => hasAll(wordsOf(name), words))
    .slice(0, limit)
}

const isWord = (word: string): boolean => word.length >= SHORTEST && /^\p{L}+$/u.test(word)

const hasAll = (there: readonly string[], wanted: readonly string[]): boolean =>
  wanted.every(word => there.some(one => isLikeBeginning(word, one)))

/** In lower case, without accents. */
function wordsOf(text: string): readonly string[] {
  return foldText(text).match(/[\p{L}\p{N}]+/gu) ?? []
}
