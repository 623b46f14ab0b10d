import sql, { empty, raw, type Sql } from 'sql-template-tag'
import { isContent } from '../../../metadata/file-objects.ts'
import { tableRef } from '../../../storage/sql/names.ts'
import { toStatement } from '../../../storage/sql/slots.ts'
import { type Change, goodChanges, isLost, type WriteContext } from '../context.ts'

/** A file shows its latest version, and a new one is linked to where it was published first. */
export async function followFiles(context: WriteContext): Promise<void> {
  const { object, operation } = context
  if (isLost(context) || (operation !== 'insert' && operation !== 'update')) return
  const changes = goodChanges(context)
  if (changes.length === 0 || !context.session.org.model.objects.has('contentdocument')) return
  if (isContent(object, 'ContentVersion')) {
    if (operation === 'insert') await retireVersions(context, changes)
    await showLatest(context, changes)
    if (operation === 'insert') await linkFirst(context, changes)
  } else if (isContent(object, 'ContentDocument')) await renameVersions(context, changes)
}

function run({ connection }: WriteContext, statement: Sql): Promise<unknown> {
  return connection.run(toStatement(statement))
}

function idsOf(changes: readonly Change[]): readonly string[] {
  return changes.map(({ id }) => id as string)
}

/** The versions before the new ones are not the latest any more. */
async function retireVersions(context: WriteContext, changes: readonly Change[]): Promise<void> {
  const version = tableRef(context.session.org.schema, 'contentversion')
  const documents = changes.map(({ after }) => after.ContentDocumentId as string)
  await run(
    context,
    sql`UPDATE ${version} SET "islatest" = false, "systemmodstamp" = ${context.stamp}::timestamptz WHERE "contentdocumentid" = ANY(${documents}::text[]) AND "islatest" AND NOT ("id" = ANY(${idsOf(changes)}::text[]))`,
  )
}

const SHOWN = ['title', 'description', 'filetype', 'fileextension', 'contentsize']

async function showLatest(context: WriteContext, changes: readonly Change[]): Promise<void> {
  const { session, stamp } = context
  const { schema } = session.org
  const shown = SHOWN.map(name => `"${name}" = v."${name}"`).join(', ')
  const sets = raw(`"latestpublishedversionid" = v."id", ${shown}`)
  const modified =
    context.operation === 'insert' ? sql`, "contentmodifieddate" = ${stamp}::timestamptz` : empty
  await run(
    context,
    sql`UPDATE ${tableRef(schema, 'contentdocument')} AS d SET ${sets}${modified}, "lastmodifieddate" = ${stamp}::timestamptz, "lastmodifiedbyid" = ${session.principal.userId}, "systemmodstamp" = ${stamp}::timestamptz FROM ${tableRef(schema, 'contentversion')} AS v WHERE v."id" = ANY(${idsOf(changes)}::text[]) AND v."islatest" AND d."id" = v."contentdocumentid"`,
  )
}

/** What the file is called, its latest version is called as well. */
async function renameVersions(context: WriteContext, changes: readonly Change[]): Promise<void> {
  const { schema } = context.session.org
  await run(
    context,
    sql`UPDATE ${tableRef(schema, 'contentversion')} AS v SET "title" = d."title", "description" = d."description", "systemmodstamp" = ${context.stamp}::timestamptz FROM ${tableRef(schema, 'contentdocument')} AS d WHERE d."id" = ANY(${idsOf(changes)}::text[]) AND v."contentdocumentid" = d."id" AND v."islatest"`,
  )
}

/** Whoever may change the record may put files there: that was asked when the version's references were. */
async function linkFirst(context: WriteContext, changes: readonly Change[]): Promise<void> {
  const { model } = context.session.org
  const link = model.objects.get('contentdocumentlink')
  const userPrefix = model.objects.get('user')?.keyPrefix ?? ''
  const linked = changes.filter(({ after: { FirstPublishLocationId: place, VersionNumber } }) => {
    return typeof place === 'string' && !place.startsWith(userPrefix) && VersionNumber === '1'
  })
  if (!link || linked.length === 0) return
  const inputs = linked.map(({ after }) => ({
    ContentDocumentId: after.ContentDocumentId,
    LinkedEntityId: after.FirstPublishLocationId,
    OwnerId: after.OwnerId,
  }))
  const made = await context.insertNested(context, link, inputs)
  for (const [index, { problems }] of made.entries()) {
    for (const problem of problems) (linked[index] as Change).problems.push({ ...problem, fields: [] })
  }
}
