import type { Statement } from '../storage/statement.ts'
import type { Org } from './session.ts'

export const MODEL_CHANNEL = 'atelier_model'

/** Tells every node that a deploy was published, when the transaction commits. */
export function notification(org: Org, version: number): Statement {
  return { text: `SELECT pg_notify('${MODEL_CHANNEL}', $1)`, values: [`${org.id} ${version}`] }
}
