import { trigger } from 'atelier'
import { boundProposals } from './RunningTenders.ts'

/** A file of a proposal that binds its manufacturer has no other content later. */
export default trigger('ContentVersion', ['before insert'], async context => {
  const { db, user, records } = context
  const files = records.flatMap(({ ContentDocumentId }) => ContentDocumentId ?? [])
  if (user.profile !== 'Manufacturer' || files.length === 0) return
  const links = await db
    .from('ContentDocumentLink')
    .select('ContentDocumentId', 'LinkedEntityId')
    .where('ContentDocumentId', 'in', [...new Set(files)])
    .rows()
  const bound = await boundProposals(
    context,
    links.map(({ LinkedEntityId }) => LinkedEntityId),
  )
  const kept = new Set(
    links
      .filter(({ LinkedEntityId }) => bound.has(LinkedEntityId))
      .map(({ ContentDocumentId }) => ContentDocumentId),
  )
  for (const version of records) {
    if (kept.has(version.ContentDocumentId))
      version.addError('The tender has ended: the files of the proposal stay as they are.')
  }
})
