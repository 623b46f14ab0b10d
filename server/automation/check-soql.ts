import { fullAccess } from '../access/access.ts'
import { AtelierError } from '../kernel/errors.ts'
import type { OrgModel } from '../metadata/org-model.ts'
import { parseQuery } from '../records/query/parse.ts'
import { planRead } from '../records/read/plan.ts'
import { placeProblem } from '../records/read/plan-cache.ts'

/** A string, or `:name` with the word before it; not the number of `LAST_N_DAYS:30`. */
const STRING_OR_BIND =
  /'(?:[^'\\]|\\.)*'|(?:\b(LIMIT|OFFSET|IN|INCLUDES|EXCLUDES)\s*|(?<=[\s=<>!(,])):\s*[A-Za-z_]\w*/gis

/** What is wrong with SOQL text of a hook under a model; undefined when it can run. */
export function checkSoql(
  model: Pick<OrgModel, 'objects' | 'objectsByPrefix'>,
  text: string,
): string | undefined {
  const bound = withoutBinds(text)
  try {
    const query = parseQuery(bound)
    planRead({ model: model as OrgModel, schema: 'check', timeZone: 'UTC' }, fullAccess, query)
    return undefined
  } catch (error) {
    if (error instanceof AtelierError) return (placeProblem(bound, error) as AtelierError).message
    throw error
  }
}

/**
 * Each bind as what fits wherever it may stand (blank text is compared with fields of any type), and as long: what
 * is wrong after it keeps its column.
 */
function withoutBinds(text: string): string {
  return text.replace(STRING_OR_BIND, (found, word: string | undefined) => {
    if (found.startsWith("'")) return found
    return bindStandIn(word).padEnd(found.length)
  })
}

function bindStandIn(word: string | undefined): string {
  if (word === undefined) return "''"
  return /^(LIMIT|OFFSET)$/i.test(word) ? `${word} 1` : `${word} ('')`
}
