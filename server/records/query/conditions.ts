import type { Condition, Literal } from './query.ts'

/** The field of a path has this text: an id, most of the time. */
export function hasText(path: string, text: string): Condition {
  return { kind: 'compare', left: { kind: 'field', path }, operator: '=', right: textLiteral(text) }
}

/** The field of a path has one of these texts. */
export function hasOneOf(path: string, texts: readonly string[]): Condition {
  return { kind: 'in', left: { kind: 'field', path }, not: false, values: texts.map(textLiteral) }
}

function textLiteral(text: string): Literal {
  return { type: 'string', text }
}
