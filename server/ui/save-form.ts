import { AtelierError, problemOf } from '../kernel/errors.ts'
import { say } from '../kernel/message.ts'
import type { Session } from '../org/session.ts'
import type { HookPort } from '../records/hooks.ts'
import { write } from '../records/write.ts'
import type { WriteRequest, WriteResult } from '../records/write-request.ts'
import type { FormBody } from './form-input.ts'

/** Name of the hidden control that tells one opened form from another. */
const KEY = '_key'

const SAVED_ALREADY = say(
  'This form was saved already, with other content. Look at what it has saved; saving it again comes on top of that.',
)

/**
 * Saves the one record of a form, once: whoever sends it again, because no answer came or a button was pressed twice, gets the
 * answer of the first time.
 */
export async function saveForm(
  session: Session,
  request: WriteRequest,
  body: FormBody,
  hooks: HookPort,
): Promise<WriteResult | undefined> {
  const key = body[KEY]
  const keyed =
    typeof key === 'string' && key !== '' ? { ...request, idempotencyKey: `form ${key}` } : request
  try {
    const [result] = await write(session, keyed, hooks)
    return result
  } catch (error) {
    if (!(error instanceof AtelierError) || error.code !== 'IDEMPOTENCY_KEY_REUSED') throw error
    const problem = problemOf(error.code, SAVED_ALREADY, { fields: [] })
    return { id: null, success: false, created: false, errors: [problem] }
  }
}
