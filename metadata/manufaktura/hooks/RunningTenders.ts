import type { HookContext } from 'atelier'

/** Of the orders, those whose tender runs: until its day is over, manufacturers propose and withdraw. */
export async function runningTenders(
  { db, today }: HookContext,
  orders: Iterable<string | null>,
): Promise<ReadonlySet<string>> {
  const ids = [...new Set(orders)].filter(id => id !== null)
  if (ids.length === 0) return new Set()
  const running = await db
    .from('Order')
    .select('Id')
    .where('Id', 'in', ids)
    .where('Status', '=', 'AWAITING PROPOSALS')
    .where('EffectiveDate', '>=', today)
    .rows()
  return new Set(running.map(({ Id }) => Id))
}

/** Of the records, the proposals whose tender runs no more: whoever made them is bound by them, and by their files. */
export async function boundProposals(
  context: HookContext,
  records: Iterable<string | null>,
): Promise<ReadonlySet<string>> {
  const ids = [...new Set(records)].filter(id => id !== null)
  if (ids.length === 0) return new Set()
  const proposals = await context.db
    .from('order_proposal__c')
    .select('Id', 'order__c')
    .where('Id', 'in', ids)
    .rows()
  const running = await runningTenders(
    context,
    proposals.map(({ order__c }) => order__c),
  )
  return new Set(proposals.filter(({ order__c }) => !running.has(order__c)).map(({ Id }) => Id))
}
