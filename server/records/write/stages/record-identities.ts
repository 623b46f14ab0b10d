import { recordSetupChanges, type SetupChange } from '../../../org/audit-trail.ts'
import { type Change, goodChanges, isLost, type WriteContext } from '../context.ts'
import { decidesIdentity, isLoginObject } from '../identity-fields.ts'
import { sameValue } from '../values.ts'

const ACTIONS = { insert: 'added', update: 'changed', delete: 'removed', undelete: 'brought back' } as const

/** Who may log in and who may do what is in the setup trail, with what it was before. */
export async function recordIdentities(context: WriteContext): Promise<void> {
  const { object, session, connection, operation } = context
  if (!decidesIdentity(object) || isLost(context)) return
  const changes = goodChanges(context).flatMap((change): SetupChange[] => {
    const [before, after] = valuesOf(context, change)
    if (operation === 'update' && before === after) return []
    const section = isLoginObject(object) ? 'user' : 'permission'
    return [{ section, action: ACTIONS[operation], name: `${object.name} ${change.id}`, before, after }]
  })
  await recordSetupChanges(connection, session.org, session.principal.username, changes)
}

/** What the save sets, before and after, as JSON text: of an update the fields that change. */
function valuesOf(
  { object, operation }: WriteContext,
  { before, after }: Change,
): readonly [string | null, string | null] {
  const fields = object.fieldList.filter(field => {
    if (field.system && field.name !== 'OwnerId') return false
    if (operation !== 'update') return (operation === 'delete' ? before : after)?.[field.name] != null
    return before !== null && field.name in before && !sameValue(field, before[field.name], after[field.name])
  })
  if (fields.length === 0) return [null, null]
  const pick = (values: Change['before']): string =>
    JSON.stringify(Object.fromEntries(fields.map(({ name }) => [name, values?.[name] ?? null])))
  return [operation === 'insert' ? null : pick(before), operation === 'delete' ? null : pick(after)]
}
