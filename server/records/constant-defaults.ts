import type { Value } from '../fields/field-type.ts'
import type { FieldModel, ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { noHooks } from './hooks.ts'
import { openBatch, openChange } from './write/batch.ts'
import { openDefaults } from './write/default-values.ts'
import { isConstant } from './write/environment.ts'

/** Has the field a default value that is the same whatever else the record holds? It may say something of the user. */
export function hasConstantDefault({ compiledDefault }: FieldModel): boolean {
  return compiledDefault !== undefined && isConstant(compiledDefault)
}

/** Those default values that can be told before there is a record, by the names of their fields; blank ones are left out. */
export async function constantDefaults(
  session: Session,
  object: ObjectModel,
  fields: readonly FieldModel[],
): Promise<ReadonlyMap<string, Value>> {
  const told = fields.filter(hasConstantDefault)
  if (told.length === 0) return new Map()
  const change = openChange(0, {}, null)
  const request = { object: object.name, operation: 'insert', records: [{}], allOrNone: true } as const
  const connection = session.transaction?.connection ?? session.org.database
  const options = {
    session,
    connection,
    hooks: noHooks,
    request,
    object,
    runNested: none,
    insertNested: none,
  } as const
  const give = await openDefaults(
    openBatch({ ...options, operation: 'insert', mode: 'at-once' }, [change]),
    told,
  )
  for (const field of told) give(change, field)
  return new Map(Object.entries(change.after).filter(([, value]) => value !== null))
}

const none = async (): Promise<never> => {
  throw new Error('Nothing is saved here.')
}
