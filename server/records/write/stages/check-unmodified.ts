import { AtelierError } from '../../../kernel/errors.ts'
import { say } from '../../../kernel/message.ts'
import { addProblem, type Change, goodChanges, type WriteContext } from '../context.ts'
import { isStamp, planOf } from '../plan.ts'
import { sameValue } from '../values.ts'

/** Refuses to overwrite what somebody else has saved since the record was read. */
export function checkUnmodified(context: WriteContext): void {
  const { operation, request } = context
  if (operation === 'insert' || operation === 'undelete') return
  const isFresh = freshness(request.ifUnmodifiedSince, request.ifMatch)
  if (!isFresh) return
  for (const change of goodChanges(context)) {
    const modified = Date.parse(String(change.before?.LastModifiedDate))
    if (!isFresh(modified)) refuseStale(context, change)
  }
}

type IsFresh = (modified: number) => boolean

/** HTTP's dates have whole seconds; a version is exact. */
function freshness(since: string | undefined, match: string | undefined): IsFresh | undefined {
  if (match !== undefined) {
    const version = readInstant('ifMatch', match)
    return modified => modified === version
  }
  if (since === undefined) return undefined
  const second = Math.floor(readInstant('ifUnmodifiedSince', since) / 1000)
  return modified => Math.floor(modified / 1000) <= second
}

function readInstant(name: string, text: string): number {
  const instant = Date.parse(text)
  if (!Number.isNaN(instant)) return instant
  throw new AtelierError(
    'INVALID_INPUT',
    `${name} must be a date-time such as 2026-01-31T09:00:00.000Z, not "${text}".`,
  )
}

function refuseStale(context: WriteContext, change: Change): void {
  const plan = planOf(context.session.org.model, context.object)
  const before = change.before ?? {}
  const submitted: Record<string, unknown> = {}
  const stored: Record<string, unknown> = {
    LastModifiedDate: before.LastModifiedDate,
    LastModifiedById: before.LastModifiedById,
  }
  for (const field of plan.stored) {
    if (isStamp(field) || !context.touched.has(field)) continue
    if (sameValue(field, change.after[field.name], before[field.name])) continue
    submitted[field.name] = change.after[field.name]
    stored[field.name] = before[field.name] ?? null
  }
  addProblem(
    change,
    'PRECONDITION_FAILED',
    say(
      'The record was changed on {date} by {user}, after you read it. Look at both versions and save again.',
      { date: String(before.LastModifiedDate), user: String(before.LastModifiedById) },
    ),
    { fields: Object.keys(submitted), versions: { submitted, stored } },
  )
}
