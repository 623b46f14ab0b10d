import { type Change, goodChanges, type WriteContext } from '../context.ts'
import { openDefaults } from '../default-values.ts'
import { type Follower, planOf, spelledField, type WritePlan } from '../plan.ts'
import { sameValue } from '../values.ts'

/** Default values that follow another field are given anew where it changed, unless the save sets them itself. */
export async function followChanges(context: WriteContext): Promise<void> {
  if (context.operation !== 'update') return
  const plan = planOf(context.session.org.model, context.object)
  for (const follower of plan.followers) {
    if (!context.touched.has(follower.follows)) continue
    const changes = goodChanges(context).filter(change => hasToFollow(change, follower, plan))
    if (changes.length === 0) continue
    const give = await openDefaults(context, [follower.field])
    for (const change of changes) give(change, follower.field)
  }
}

function hasToFollow(
  { before, after, input }: Change,
  { field, follows }: Follower,
  plan: WritePlan,
): boolean {
  const isSame = (one: typeof field) => sameValue(one, before?.[one.name], after[one.name])
  return (
    !isSame(follows) && isSame(field) && !Object.keys(input).some(key => spelledField(plan, key) === field)
  )
}
