import sql, { join } from 'sql-template-tag'
import { missingFields } from '../../../fields/problems.ts'
import { say } from '../../../kernel/message.ts'
import { asFiles, isContent } from '../../../metadata/file-objects.ts'
import { tableRef } from '../../../storage/sql/names.ts'
import { toStatement } from '../../../storage/sql/slots.ts'
import { addProblem, type Change, goodChanges, type WriteContext } from '../context.ts'

const MEGABYTE = 1024 * 1024

/** What is so with files, whoever saves: they fit, versions stay as they are, and links say what they link. */
export async function checkFiles(context: WriteContext): Promise<void> {
  const { object } = context
  for (const change of goodChanges(context)) checkSize(context, change)
  if (isContent(object, 'ContentDocument')) checkDocuments(context)
  if (isContent(object, 'ContentVersion'))
    for (const change of goodChanges(context)) checkVersion(context, change)
  if (isContent(object, 'ContentDocumentLink')) await checkLinks(context)
}

function checkSize({ session }: WriteContext, change: Change): void {
  const most = session.org.largestFile
  for (const [{ name, label }, body] of change.bodies ?? []) {
    if (!body || body.bytes <= most) continue
    const message = say('the file has {bytes} bytes; the most are {most} ({megabytes} MB)', {
      ...{ bytes: body.bytes, most, megabytes: most / MEGABYTE },
    })
    addProblem(change, 'REQUEST_TOO_LARGE', message, { fields: [name], label })
  }
}

function checkDocuments({ operation, changes }: WriteContext): void {
  if (operation !== 'insert') return
  const message = say('A ContentDocument is made by its first version: insert a ContentVersion.')
  for (const change of changes) addProblem(change, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', message)
}

const OF_A_VERSION = ['ContentDocumentId', 'FirstPublishLocationId', 'PathOnClient', 'ContentUrl']

function checkVersion(context: WriteContext, change: Change): void {
  const { operation, object, session } = context
  if (operation === 'insert') {
    const body = asFiles(object)?.body
    if (!body || change.bodies?.get(body) || change.after.ContentUrl) {
      const link = session.org.model.objects.get('contentdocumentlink')
      const mayLink = !change.after.FirstPublishLocationId || (link && session.access.object(link, 'create'))
      if (!mayLink) refuseLink(change)
    } else missing(change, body.name)
  } else if (operation === 'update') {
    const message = say(
      'A version stays as it is: insert another ContentVersion with the same ContentDocumentId.',
    )
    const fields = [
      ...changed(change, OF_A_VERSION),
      ...[...(change.bodies?.keys() ?? [])].map(({ name }) => name),
    ]
    if (fields.length > 0) addProblem(change, 'INVALID_FIELD_FOR_INSERT_UPDATE', message, { fields })
  } else if (operation === 'delete' && change.deletion === undefined) {
    const message = say('A version goes with its file: delete the ContentDocument.')
    addProblem(change, 'DELETE_FAILED', message)
  }
}

function refuseLink(change: Change): void {
  const message = say('insufficient access rights on object: ContentDocumentLink (create)')
  addProblem(change, 'INSUFFICIENT_ACCESS_OR_READONLY', message, { fields: ['FirstPublishLocationId'] })
}

const OF_A_LINK = ['ContentDocumentId', 'LinkedEntityId']

async function checkLinks(context: WriteContext): Promise<void> {
  if (context.operation === 'update') {
    const message = say('A link stays where it is: delete it and insert another one.')
    for (const change of goodChanges(context)) {
      const fields = changed(change, OF_A_LINK)
      if (fields.length > 0) addProblem(change, 'INVALID_FIELD_FOR_INSERT_UPDATE', message, { fields })
    }
  }
  if (context.operation !== 'insert') return
  for (const change of goodChanges(context)) {
    for (const name of OF_A_LINK) if (!change.after[name]) missing(change, name)
  }
  await refuseTwice(context)
}

/** A file is linked to a record once. */
async function refuseTwice(context: WriteContext): Promise<void> {
  const { session, connection, object } = context
  const changes = goodChanges(context)
  if (changes.length === 0) return
  const pairs = changes.map(({ after }) => sql`(${after.ContentDocumentId}, ${after.LinkedEntityId})`)
  const { rows } = await connection.run(
    toStatement(
      sql`SELECT "contentdocumentid", "linkedentityid" FROM ${tableRef(session.org.schema, object.table)} WHERE ("contentdocumentid", "linkedentityid") IN (${join(pairs)}) AND NOT "isdeleted"`,
    ),
  )
  const there = new Set(rows.map(row => row.join()))
  for (const change of changes) {
    const pair = OF_A_LINK.map(name => change.after[name]).join()
    const message = say('The file is linked to the record already.')
    if (there.has(pair)) addProblem(change, 'DUPLICATE_VALUE', message, { fields: ['LinkedEntityId'] })
    there.add(pair)
  }
}

function missing(change: Change, name: string): void {
  if (change.problems.some(({ fields }) => fields?.includes(name))) return
  change.problems.push(missingFields([name]))
}

function changed({ before, after }: Change, names: readonly string[]): readonly string[] {
  return names.filter(name => before && name in before && (before[name] ?? null) !== (after[name] ?? null))
}
