import { trigger } from 'atelier'
import { runningTenders } from './RunningTenders.ts'

/**
 * A manufacturer withdraws its proposal while the tender runs, and thinks better of it; after that it is bound by what
 * it proposed. People from inside may still tidy up.
 */
export default trigger('order_proposal__c', ['before delete', 'after undelete'], async context => {
  if (context.user.profile !== 'Manufacturer') return
  const { records } = context
  const running = await runningTenders(
    context,
    records.map(({ order__c }) => order__c),
  )
  for (const proposal of records) {
    if (!running.has(proposal.order__c ?? ''))
      proposal.addError('The tender has ended: the proposal stays as it is.')
  }
})
