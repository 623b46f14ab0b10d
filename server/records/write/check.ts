import { AtelierError } from '../../kernel/errors.ts'
import { say } from '../../kernel/message.ts'
import { suggest } from '../../metadata/nearest-word.ts'
import type { ObjectModel } from '../../metadata/org-model.ts'
import type { Session } from '../../org/session.ts'
import type { WriteRequest } from '../write-request.ts'

const MOST_RECORDS = 10_000
const OPERATIONS: ReadonlySet<string> = new Set(['insert', 'update', 'upsert', 'delete', 'undelete'])

/** Refuses a request that makes no sense as a whole. */
export function checkRequest(session: Session, request: WriteRequest): void {
  const { records, operation } = request
  const object = objectOfRequest(session, request)
  if (!OPERATIONS.has(operation)) {
    throw new AtelierError(
      'INVALID_INPUT',
      `There is no operation "${operation}": use insert, update, upsert, delete or undelete.`,
    )
  }
  if (records.length === 0) throw new AtelierError('INVALID_INPUT', say('A save takes at least one record.'))
  if (records.length > MOST_RECORDS) {
    const message = `A save takes at most ${MOST_RECORDS} records, not ${records.length}: save them in parts.`
    throw new AtelierError('EXCEEDED_MAX_RECORDS', message)
  }
  const wrong = records.findIndex(
    record => typeof record !== 'object' || record === null || Array.isArray(record),
  )
  if (wrong >= 0) throw new AtelierError('INVALID_INPUT', `Record ${wrong + 1} is not an object with fields.`)
  checkSkippedRules(session, object, request.skipRules ?? [])
}

/** Refuses rules that the session may not leave out, or that are not there. */
export function checkSkippedRules(session: Session, object: ObjectModel, skipped: readonly string[]): void {
  if (skipped.length === 0) return
  if (!session.access.may('SkipValidationRules')) {
    throw new AtelierError(
      'INSUFFICIENT_ACCESS_OR_READONLY',
      'Only an administrator may leave out validation rules.',
    )
  }
  const names = object.validationRules.map(rule => rule.name)
  const known = new Set(names.map(name => name.toLowerCase()))
  const unknown = skipped.find(name => !known.has(name.toLowerCase()))
  if (unknown === undefined) return
  const message = `${object.name} has no validation rule "${unknown}" to leave out.`
  const hint = suggest(unknown, names)
  throw new AtelierError('INVALID_INPUT', message, [
    { code: 'INVALID_INPUT', message, ...(hint && { hint }) },
  ])
}

export function objectOfRequest(session: Session, { object }: Pick<WriteRequest, 'object'>): ObjectModel {
  const { objects } = session.org.model
  const found = objects.get(object.toLowerCase())
  const { access } = session
  if (found && access.object(found, 'read')) return found
  const message = `sObject type '${object}' is not supported.`
  const hint = suggest(
    object,
    [...objects.values()].filter(one => access.object(one, 'read')).map(one => one.name),
  )
  throw new AtelierError('INVALID_TYPE', message, [{ code: 'INVALID_TYPE', message, ...(hint && { hint }) }])
}
