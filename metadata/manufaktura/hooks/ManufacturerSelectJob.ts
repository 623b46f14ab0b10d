import { schedulable } from 'atelier'

/**
 * Decides the tenders that have ended: the lowest price wins, of equal prices the earliest proposal; an order that
 * nobody bid for is cancelled.
 *
 * Orders are saved and committed 2,000 at a time. One that cannot be saved is logged and stays as it is, the others
 * go on; a run that was interrupted is simply run again, since decided orders no longer await proposals.
 */
export default schedulable(async ({ db, today, log }) => {
  const best = await db
    .from('order_proposal__c')
    .select('Id', 'order__c', 'manufacturer__c')
    .where('order__r.Status', '=', 'AWAITING PROPOSALS')
    .where('order__r.EffectiveDate', '<', today)
    .orderBy('order__c')
    .orderBy('price__c')
    .orderBy('submitted_at__c', 'asc', 'last')
    .orderBy('CreatedDate')
    .orderBy('Id')
    .firstPer('order__c')
    .rows()

  const withoutProposals = await db
    .from('Order')
    .select('Id')
    .where('Status', '=', 'AWAITING PROPOSALS')
    .where('EffectiveDate', '<', today)
    .where('Id', 'not in', db.from('order_proposal__c').select('order__c'))
    .rows()

  const orders = [
    ...best.map(proposal => ({
      Id: proposal.order__c,
      Status: 'MANUFACTURER SELECTED' as const,
      proposal__c: proposal.Id,
      manufacturer__c: proposal.manufacturer__c,
      manufacturer_selected_date__c: today,
    })),
    ...withoutProposals.map(order => ({ Id: order.Id, Status: 'CANCELLED NO PROPOSALS' as const })),
  ]
  const results = await db.update('Order', orders, { allOrNone: false })

  for (const [index, { success, errors }] of results.entries()) {
    if (!success) log.error(`${orders[index]?.Id}: ${errors.map(error => error.message).join(' ')}`)
  }
  const saved = results.filter(result => result.success).length
  log.info(`${best.length} with a winner, ${withoutProposals.length} without proposals, ${saved} saved.`)
})
