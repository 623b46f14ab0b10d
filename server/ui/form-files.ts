import { type Problem, problemOf } from '../kernel/errors.ts'
import { normalizeId } from '../kernel/ids.ts'
import { say } from '../kernel/message.ts'
import { inTransaction } from '../org/in-transaction.ts'
import type { Session } from '../org/session.ts'
import type { HookPort } from '../records/hooks.ts'
import { hasOneOf } from '../records/query/conditions.ts'
import { readRecords } from '../records/read-records.ts'
import { write } from '../records/write.ts'
import type { WriteResult } from '../records/write-request.ts'
import { showSize } from './files.ts'
import type { FormSection } from './form.ts'
import type { FormBody } from './form-input.ts'
import { messageIn } from './messages.ts'
import { type SentFile, saveFiles } from './save-files.ts'
import type { Visit } from './visit.ts'

/** Name of the controls that hold the ids of files that were sent with an earlier step. */
const KEPT = '_files'
const MOST = 50

/** A file that goes with a form, and is nobody's but its sender's until the form is saved. */
export interface FormFile {
  readonly id: string
  readonly name: string
  readonly size: string
}

export interface FormFiles {
  readonly files: readonly FormFile[]
  readonly problems: readonly Problem[]
}

/** Files of a form: those that come with it are saved, so that none is sent twice; those that were are there still. */
export async function takeFormFiles(
  visit: Visit,
  body: FormBody,
  sent: readonly SentFile[],
  hooks: HookPort,
): Promise<FormFiles> {
  const kept = [body[KEPT] ?? []].flat().flatMap(text => normalizeId(text) ?? [])
  const { ids, problems } = await saveFiles(visit, sent, {}, hooks)
  return {
    files: await readFiles(visit, [...new Set(kept)].slice(0, MOST), ids),
    problems: problems.map(({ fileName, problem }) => ofFile(fileName, problem)),
  }
}

/** A form has several files, each of which may be wrong. */
function ofFile(file: string, { code, message, says }: Problem): Problem {
  const problem = says?.[0] ?? message
  return problemOf(code, say('{file}: {problem}', { file, problem }), { fields: [] })
}

/** Only what whoever asks may see: an id that was made up is none. */
async function readFiles(
  { session, viewer }: Visit,
  documents: readonly string[],
  versions: readonly string[],
): Promise<readonly FormFile[]> {
  if (documents.length + versions.length === 0) return []
  const records = await readRecords(session, {
    from: 'ContentDocument',
    select: ['Id', 'Title', 'ContentSize'].map(path => ({ kind: 'field', path })),
    where: {
      kind: 'or',
      of: [
        ...(documents.length > 0 ? [hasOneOf('Id', documents)] : []),
        ...(versions.length > 0 ? [hasOneOf('LatestPublishedVersionId', versions)] : []),
      ],
    },
    orderBy: [{ operand: { kind: 'field', path: 'CreatedDate' }, descending: false }],
    scope: 'live',
  })
  return records.map(({ Id, Title, ContentSize }) => ({
    id: String(Id),
    name: String(Title ?? Id),
    size: showSize(ContentSize, viewer.locale),
  }))
}

/** Files as the last section of a form. */
export function filesSection({ viewer }: Visit, files: readonly FormFile[]): FormSection {
  return {
    label: messageIn(viewer.language, 'files.title'),
    isHidden: false,
    isFiles: true,
    files,
    columns: [],
  }
}

class Unlinked extends Error {
  readonly errors: readonly Problem[]

  constructor(errors: readonly Problem[]) {
    super('unlinked')
    this.errors = errors
  }
}

/** Saves a new record and puts its files on it: both or nothing. */
export async function saveWithFiles(
  session: Session,
  files: readonly FormFile[],
  save: (session: Session) => Promise<WriteResult | undefined>,
  hooks: HookPort,
): Promise<WriteResult | undefined> {
  if (files.length === 0) return save(session)
  try {
    return await inTransaction(session, async inner => {
      const result = await save(inner)
      if (result?.success) await linkFiles(inner, files, String(result.id), hooks)
      return result
    })
  } catch (error) {
    if (!(error instanceof Unlinked)) throw error
    return { id: null, success: false, created: false, errors: error.errors }
  }
}

/** A form that is sent again finds its files linked already. */
async function linkFiles(
  session: Session,
  files: readonly FormFile[],
  record: string,
  hooks: HookPort,
): Promise<void> {
  const records = files.map(({ id }) => ({ ContentDocumentId: id, LinkedEntityId: record }))
  const request = { object: 'ContentDocumentLink', operation: 'insert', records, allOrNone: false } as const
  const errors = (await write(session, request, hooks)).flatMap(one => one.errors)
  const wrong = errors.filter(({ code }) => code !== 'DUPLICATE_VALUE')
  if (wrong.length > 0) throw new Unlinked(wrong.map(one => ({ ...one, fields: [] })))
}
