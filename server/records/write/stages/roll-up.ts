import type { RecordValues } from '../../../fields/field-type.ts'
import type { FieldModel, ObjectModel, SummaryModel } from '../../../metadata/org-model.ts'
import { goodChanges, isLost, type WriteContext } from '../context.ts'
import { fieldNamed } from '../plan.ts'
import { recompute } from '../recompute.ts'
import { dependencies } from '../summaries.ts'
import { sameValue } from '../values.ts'

/** A record before and after the write, as roll-ups see it. Null: it was not there, or is no longer. */
export interface Counted {
  readonly before: RecordValues | null
  readonly after: RecordValues | null
}

/**
 * Brings the summaries of the parents in line, those of the old and of the new one. The parents are locked first, in
 * the order of their ids, and then counted anew, so that concurrent writers add up. A parent changes without its
 * own rules and triggers: a child can always be saved, whatever is wrong with an old parent.
 */
export async function rollUp(context: WriteContext): Promise<void> {
  if (isLost(context)) return
  if (context.operation === 'undelete') await countOwn(context)
  if (context.object.feedsSummaries.length === 0) return
  const { operation } = context
  const counted = goodChanges(context).map(({ before, after }) => ({
    before: operation === 'insert' || operation === 'undelete' ? null : before,
    after: operation === 'delete' ? null : after,
  }))
  await rollUpFrom(context, context.object, counted)
}

/** A record that comes back has other children than when it went. */
async function countOwn(context: WriteContext): Promise<void> {
  const { object, session } = context
  const children = new Set(
    object.childList.map(({ object: name }) => session.org.model.objects.get(name.toLowerCase())),
  )
  const summaries = [...children].flatMap(child =>
    (child?.feedsSummaries ?? []).filter(summary => summary.object === object.name),
  )
  const ids = goodChanges(context).map(change => change.id as string)
  if (summaries.length > 0 && ids.length > 0) await recompute(context, object, summaries, ids.sort())
}

async function rollUpFrom(
  context: WriteContext,
  object: ObjectModel,
  counted: readonly Counted[],
): Promise<void> {
  const byParent = new Map<ObjectModel, { readonly summaries: SummaryModel[]; readonly ids: Set<string> }>()
  for (const summary of object.feedsSummaries) {
    const parent = context.session.org.model.objects.get(summary.object.toLowerCase())
    if (!parent) continue
    const lookup = fieldNamed(object, summary.childLookup)
    const ids = affectedParents(lookup, dependencies(object, summary), counted)
    if (ids.length === 0) continue
    const group = byParent.get(parent) ?? { summaries: [], ids: new Set<string>() }
    byParent.set(parent, group)
    group.summaries.push(summary)
    for (const id of ids) group.ids.add(id)
  }
  for (const [parent, { summaries, ids }] of byParent) {
    const changed = await recompute(context, parent, summaries, [...ids].sort())
    if (changed.length > 0) await rollUpFrom(context, parent, changed)
  }
}

function affectedParents(
  lookup: FieldModel,
  fields: readonly FieldModel[],
  counted: readonly Counted[],
): readonly string[] {
  const ids = new Set<string>()
  for (const { before, after } of counted) {
    const isSame =
      before && after && fields.every(field => sameValue(field, before[field.name], after[field.name]))
    if (isSame) continue
    for (const id of [before?.[lookup.name], after?.[lookup.name]]) if (typeof id === 'string') ids.add(id)
  }
  return [...ids]
}
