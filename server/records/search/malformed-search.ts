import { AtelierError } from '../../kernel/errors.ts'

export function malformedSearch(message: string): AtelierError {
  return new AtelierError('MALFORMED_SEARCH', message)
}

/** What is wrong with the part of a search that is written as in a query has the same words, under a code of its own. */
export function asMalformedSearch(error: unknown): unknown {
  if (!(error instanceof AtelierError) || error.code !== 'MALFORMED_QUERY') return error
  return malformedSearch(error.message)
}
