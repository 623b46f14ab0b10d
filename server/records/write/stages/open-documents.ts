import sql, { type Sql } from 'sql-template-tag'
import { makeId } from '../../../kernel/ids.ts'
import { isContent } from '../../../metadata/file-objects.ts'
import { tableRef } from '../../../storage/sql/names.ts'
import { toStatement } from '../../../storage/sql/slots.ts'
import { type Change, goodChanges, isLost, type WriteContext } from '../context.ts'

/** A version is one of a file: of the one that it names, as the next one, or of a new one, as the first. */
export async function openDocuments(context: WriteContext): Promise<void> {
  const { object, operation, session } = context
  if (!isContent(object, 'ContentVersion') || operation !== 'insert' || isLost(context)) return
  const changes = goodChanges(context)
  if (changes.length === 0 || !session.org.model.objects.has('contentdocument')) return
  await countVersions(
    context,
    changes.filter(({ after }) => typeof after.ContentDocumentId === 'string'),
  )
  await makeDocuments(
    context,
    changes.filter(({ after }) => typeof after.ContentDocumentId !== 'string'),
  )
}

/** The file is locked meanwhile: two next versions come one after the other. */
async function countVersions(
  { session, connection }: WriteContext,
  changes: readonly Change[],
): Promise<void> {
  if (changes.length === 0) return
  const ids = changes.map(({ after }) => after.ContentDocumentId as string)
  const document = tableRef(session.org.schema, 'contentdocument')
  const version = tableRef(session.org.schema, 'contentversion')
  const locked = sql`SELECT d."id" FROM ${document} AS d WHERE d."id" = ANY(${ids}::text[]) ORDER BY d."id" FOR UPDATE`
  await connection.run(toStatement(locked))
  const { rows } = await connection.run(
    toStatement(
      sql`SELECT "contentdocumentid", max("versionnumber"::integer) FROM ${version} WHERE "contentdocumentid" = ANY(${ids}::text[]) GROUP BY 1`,
    ),
  )
  const numbers = new Map(rows.map(([id, number]) => [id as string, Number(number)]))
  const last = new Map(changes.map(change => [change.after.ContentDocumentId, change]))
  for (const change of changes) {
    const id = change.after.ContentDocumentId as string
    const number = (numbers.get(id) ?? 0) + 1
    numbers.set(id, number)
    change.after.VersionNumber = String(number)
    change.after.IsLatest = last.get(id) === change
  }
}

async function makeDocuments(context: WriteContext, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return
  const { session, connection } = context
  const document = session.org.model.objects.get('contentdocument')
  const numbers = await session.org.sequences.take(changes.length)
  for (const [index, change] of changes.entries()) {
    change.after.ContentDocumentId = makeId(document?.keyPrefix ?? '', numbers[index] as number)
    change.after.VersionNumber = '1'
    change.after.IsLatest = true
    // From here on, something of it is saved: a later problem undoes that, too.
    change.saved = true
  }
  await connection.run(toStatement(documentsSql(context, changes)))
}

function documentsSql({ session, stamp }: WriteContext, changes: readonly Change[]): Sql {
  const { userId } = session.principal
  const of = (name: string): readonly unknown[] => changes.map(({ after }) => after[name] ?? null)
  return sql`INSERT INTO ${tableRef(session.org.schema, 'contentdocument')} ("id", "ownerid", "title", "createddate", "createdbyid", "lastmodifieddate", "lastmodifiedbyid", "systemmodstamp", "isdeleted") SELECT v."id", v."owner", v."title", ${stamp}::timestamptz, ${userId}, ${stamp}::timestamptz, ${userId}, ${stamp}::timestamptz, false FROM unnest(${of('ContentDocumentId')}::text[], ${of('OwnerId')}::text[], ${of('Title')}::text[]) AS v("id", "owner", "title")`
}
