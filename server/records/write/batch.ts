import type { BatchOptions, Change, WriteContext } from './context.ts'
import { noteTouched } from './needs.ts'

/** A batch at its beginning: nothing of it is read, parsed or checked yet. */
export function openBatch(options: BatchOptions, changes: readonly Change[]): WriteContext {
  const { session, operation } = options
  const now = session.transaction?.now ?? new Date()
  // Key by key: a spread of this many costs microseconds, which a single record's save feels.
  const context: WriteContext = {
    session,
    connection: options.connection,
    hooks: options.hooks,
    request: options.request,
    object: options.object,
    operation,
    mode: options.mode,
    runNested: options.runNested,
    insertNested: options.insertNested,
    now,
    stamp: now.toISOString(),
    changes,
    touched: new Set(),
    related: new Map(),
    refused: false,
    referrers: [],
  }
  if (operation === 'insert' || operation === 'update') noteTouched(context)
  return context
}

export function openChange(
  index: number,
  input: Readonly<Record<string, unknown>>,
  id: string | null,
): Change {
  return { index, input, id, before: null, after: {}, rowVersion: null, problems: [], saved: false }
}

/** The `Id` of an input record, in any case; null when it has none. */
export function idOf(input: Readonly<Record<string, unknown>>): string | null {
  const given =
    input.Id ?? input.id ?? input[Object.keys(input).find(key => key.toLowerCase() === 'id') ?? 'Id']
  return given === undefined || given === null || given === '' ? null : String(given)
}
