import { trigger } from 'atelier'
import { boundProposals } from './RunningTenders.ts'

/** A manufacturer puts files on its proposal, and takes them off, for as long as it may change the proposal itself. */
export default trigger(
  'ContentDocumentLink',
  ['before insert', 'before delete', 'after undelete'],
  async context => {
    if (context.user.profile !== 'Manufacturer') return
    const { records } = context
    const bound = await boundProposals(
      context,
      records.map(({ LinkedEntityId }) => LinkedEntityId),
    )
    for (const link of records) {
      if (bound.has(link.LinkedEntityId ?? ''))
        link.addError('The tender has ended: the files of the proposal stay as they are.')
    }
  },
)
