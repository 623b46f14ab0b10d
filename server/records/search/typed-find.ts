import { AtelierError } from '../../kernel/errors.ts'
import type { FindNode } from '../query/query.ts'
import { literal, parseFind } from './parse-find.ts'

const LONGEST = 200
const MOST_WORDS = 20

/**
 * What somebody typed into a search box: records with all its words, each as far as it was typed. Quotes and wildcards mean
 * what they mean in SOSL, where they can. Undefined: there is too little to search for.
 */
export function typedFind(typed: string): FindNode | undefined {
  const text = typed.trim().slice(0, LONGEST)
  return (/["*?]/.test(text) ? asSosl(text) : undefined) ?? wordsOf(text)
}

function asSosl(text: string): FindNode | undefined {
  try {
    return parseFind(text)
  } catch (error) {
    if (error instanceof AtelierError) return undefined
    throw error
  }
}

/** Letters of the alphabet that stand alone are left out: they are in almost every record. */
function wordsOf(text: string): FindNode | undefined {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  const of = words
    .filter(word => !/^[a-z0-9]$/.test(word))
    .slice(0, MOST_WORDS)
    .map(word => ({ op: 'words', words: literal(word), isPhrase: false, isPrefix: true }) as const)
  return of.length === 0 ? undefined : { op: 'and', of }
}
