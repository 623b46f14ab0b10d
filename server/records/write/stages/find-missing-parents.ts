import { say } from '../../../kernel/message.ts'
import type { ObjectModel } from '../../../metadata/org-model.ts'
import { addProblem, goodChanges, type WriteContext } from '../context.ts'
import type { WritePlan } from '../plan.ts'
import { selectLive } from '../select.ts'

/** A record cannot come back while a parent that it must have is deleted. */
export async function findMissingParents(context: WriteContext, plan: WritePlan): Promise<void> {
  const { session, connection } = context
  const lookups = plan.lookups.filter(
    ({ field, targets }) => targets.length === 1 && plan.required.includes(field),
  )
  const wanted = new Map<ObjectModel, Set<string>>()
  for (const change of goodChanges(context)) {
    for (const { field, targets } of lookups) {
      const id = change.before?.[field.name]
      const target = targets[0] as ObjectModel
      if (typeof id === 'string') wanted.set(target, (wanted.get(target) ?? new Set()).add(id))
    }
  }
  if (wanted.size === 0) return
  const asked = [...wanted].map(([object, ids]) => [object, [...ids].sort()] as const)
  const live = new Set((await selectLive(connection, session.org.schema, asked, true)).map(([, id]) => id))
  for (const change of goodChanges(context)) {
    for (const { field } of lookups) {
      const id = change.before?.[field.name]
      if (typeof id !== 'string' || live.has(id)) continue
      addProblem(
        change,
        'UNDELETE_FAILED',
        say('{fields} {id} is deleted: undelete it first', { fields: field.label, id }),
        {
          fields: [field.name],
        },
      )
    }
  }
}
