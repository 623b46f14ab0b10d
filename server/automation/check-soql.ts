import { fullAccess } from '../access/access.ts'
import { AtelierError } from '../kernel/errors.ts'
import type { OrgModel } from '../metadata/org-model.ts'
import { parseQuery } from '../records/query/parse.ts'
import { planRead } from '../records/read-plan.ts'

/** `:name` as a value, and as the list of IN; not the number of `LAST_N_DAYS:30`. */
const LIST_BIND = /\bIN\s*:\s*\w+/gi
const BIND = /(?<=[\s=<>!(,]):\s*[A-Za-z_]\w*/g

/** What is wrong with SOQL text of a hook under a model; undefined when it can run. */
export function checkSoql(
  model: Pick<OrgModel, 'objects' | 'objectsByPrefix'>,
  text: string,
): string | undefined {
  try {
    const query = parseQuery(text.replace(LIST_BIND, 'IN (null)').replace(BIND, 'null'))
    planRead({ model: model as OrgModel, schema: 'check', timeZone: 'UTC' }, fullAccess, query)
    return undefined
  } catch (error) {
    if (error instanceof AtelierError) return error.message
    throw error
  }
}
