import { trigger } from 'atelier'

/**
 * A manufacturer withdraws its proposal while the tender runs; after that it is bound by it. People from inside may
 * still tidy up.
 */
export default trigger('order_proposal__c', ['before delete'], async ({ db, today, user, records }) => {
  if (user.profile !== 'Manufacturer') return
  const running = await db
    .from('Order')
    .select('Id')
    .where('Id', 'in', [...new Set(records.flatMap(({ order__c }) => order__c ?? []))])
    .where('Status', '=', 'AWAITING PROPOSALS')
    .where('EffectiveDate', '>=', today)
    .rows()
  const open = new Set<string | null>(running.map(({ Id }) => Id))
  for (const proposal of records) {
    if (!open.has(proposal.order__c)) proposal.addError('The tender has ended: the proposal stays.')
  }
})
