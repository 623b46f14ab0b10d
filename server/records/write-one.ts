import { normalizeId } from '../kernel/ids.ts'
import type { Session } from '../org/session.ts'
import type { HookPort } from './hooks.ts'
import { write } from './write.ts'
import type { WriteRequest, WriteResult } from './write-request.ts'

/**
 * As `write`, for the one record that a request's own address names: that it is not there is told as for a read
 * (NOT_FOUND, ENTITY_IS_DELETED), not as in a list of records.
 */
export async function writeOne(
  session: Session,
  request: WriteRequest,
  hooks: HookPort,
): Promise<readonly WriteResult[]> {
  const results = await write(session, request, hooks)
  if (request.operation === 'insert' || request.operation === 'upsert') return results
  const given = idOf(request)
  return results.map(result => {
    const isMissing = result.errors.some(({ code, path }) => path === 'Id' && NOT_THERE.has(code))
    return isMissing ? { ...result, id: null, errors: [notFound(given)] } : result
  })
}

const NOT_THERE = new Set(['INVALID_CROSS_REFERENCE_KEY', 'MALFORMED_ID'])

function idOf({ records }: WriteRequest): string {
  return String(Object.entries(records[0] ?? {}).find(([name]) => name.toLowerCase() === 'id')?.[1])
}

function notFound(id: string): WriteResult['errors'][number] {
  const message = normalizeId(id)
    ? 'The requested resource does not exist'
    : `Provided external ID field does not exist or is not accessible: ${id}`
  return { code: 'NOT_FOUND', message, fields: [] }
}
