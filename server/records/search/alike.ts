import { foldText } from '../../storage/sql/search-words.ts'
import type { FindNode } from '../query/query.ts'

/** Shorter words have too few letters to tell a slip of the finger from another word. */
const SHORTEST = 4

/**
 * The search again, for names with words like those that were written: undefined where it asks for what cannot
 * be misspelled (a phrase, the beginning of a word), or takes something away.
 */
export function alikeNode(node: FindNode): FindNode | undefined {
  if (node.op === 'words') {
    const { text } = node.words
    return text.length < SHORTEST || /\s/.test(text) ? undefined : { op: 'likeness', word: node.words }
  }
  if (node.op !== 'and' && node.op !== 'or') return undefined
  const of = node.of.map(alikeNode)
  return of.every(one => one !== undefined) ? { op: node.op, of } : undefined
}

/** How much of the typed text a name has, from 0 to 1: the share of its groups of three letters. */
export function likeness(typed: string, name: string): number {
  const wanted = trigramsOf(typed)
  const there = trigramsOf(name)
  return [...wanted].filter(group => there.has(group)).length / Math.max(wanted.size, 1)
}

function trigramsOf(text: string): ReadonlySet<string> {
  const words = foldText(text).match(/[\p{L}\p{N}]+/gu) ?? []
  return new Set(
    words.map(word => `  ${word} `).flatMap(word => [...word].map((_, at) => word.slice(at, at + 3))),
  )
}
