import type { Problem } from '../../kernel/errors.ts'
import { normalizeId } from '../../kernel/ids.ts'
import type { HookPort } from '../../records/hooks.ts'
import { write } from '../../records/write.ts'
import { recordPath, withParameters } from '../addresses.ts'
import { readAssets } from '../assets.ts'
import { type FileView, fileObjects, filesView, mayAddFiles, readFiles } from '../files.ts'
import { messageIn } from '../messages.ts'
import { missingPage } from '../object-of.ts'
import type { Outcome } from '../outcome.ts'
import { problemText } from '../problem-text.ts'
import { nameOf } from '../record-name.ts'
import { type FileProblem, type SentFile, saveFiles } from '../save-files.ts'
import { inShell } from '../shell.ts'
import type { Page, Visit } from '../visit.ts'
import { type FoundRecord, findRecord, type RecordAddress } from './record.ts'

const ROWS = 50

/** The record of an address, when its files may be seen. Throws NOT_FOUND. */
export async function findWithFiles({ session }: Visit, address: RecordAddress): Promise<FoundRecord> {
  const found = await findRecord(session, address)
  if (!fileObjects(session, found.object)) throw missingPage()
  return found
}

/** All files of a record, as a page of its own. */
export async function filesPage(
  visit: Visit,
  address: RecordAddress & { readonly after?: string | undefined },
): Promise<Page> {
  return pageOf(visit, await findWithFiles(visit, address), { after: address.after, problems: [] })
}

/** The card of a record's files, for a page that has come without it, or with files that are there since. */
export async function filesCard(visit: Visit, address: RecordAddress): Promise<Page> {
  const found = await findWithFiles(visit, address)
  const { language, locale } = visit.viewer
  const model = { ...(await filesView(visit, found)), language, locale, assets: await readAssets() }
  return { template: 'files-card', status: 200, model }
}

/** Puts files on a record, each by itself: what is wrong with one keeps no other one out. */
export async function addFiles(
  visit: Visit,
  address: RecordAddress,
  sent: readonly SentFile[],
  hooks: HookPort,
): Promise<Outcome> {
  const found = await findWithFiles(visit, address)
  const { object, id } = found
  if (sent.length === 0)
    return {
      page: await pageOf(visit, found, {
        problems: [{ fileName: '', message: messageIn(visit.viewer.language, 'files.choose') }],
      }),
    }
  const { ids, problems } = await saveFiles(visit, sent, { FirstPublishLocationId: id }, hooks)
  if (problems.length > 0)
    return { page: await pageOf(visit, found, { problems: problems.map(one => toldOf(visit, one)) }) }
  const what = ids.length === 1 ? (sent[0]?.fileName ?? '') : String(ids.length)
  const message = ids.length === 1 ? 'notice.fileAdded' : 'notice.filesAdded'
  return { address: recordPath(object.name, id), notice: { message, what, undo: '' } }
}

/** Puts a file on a record for a script of its page; gives what was wrong. */
export async function addFile(
  visit: Visit,
  address: RecordAddress,
  sent: readonly SentFile[],
  hooks: HookPort,
): Promise<readonly string[]> {
  const { id } = await findWithFiles(visit, address)
  const { problems } = await saveFiles(visit, sent, { FirstPublishLocationId: id }, hooks)
  return problems.map(one => toldOf(visit, one).message)
}

/** Takes a file off its record; it stays its owner's. */
export async function removeFile(
  visit: Visit,
  address: RecordAddress & { readonly document: string },
  hooks: HookPort,
): Promise<Outcome> {
  const found = await findWithFiles(visit, address)
  const file = await findFile(visit, found, address.document)
  const problems = await saveLink(visit, 'delete', file.link, hooks)
  if (problems.length > 0)
    return {
      page: await pageOf(visit, found, {
        problems: problems.map(problem => toldOf(visit, { fileName: '', problem })),
      }),
    }
  const undo = `${recordPath(found.object.name, found.id, 'files')}/${file.link}/restore`
  return {
    address: recordPath(found.object.name, found.id),
    notice: { message: 'notice.fileRemoved', what: file.name, undo },
  }
}

/** Puts a file back that was taken off. */
export async function restoreFile(
  visit: Visit,
  address: RecordAddress & { readonly document: string },
  hooks: HookPort,
): Promise<Outcome> {
  const problems = await saveLink(visit, 'undelete', address.document, hooks)
  const message = problems.length === 0 ? 'notice.restored' : 'notice.notRestored'
  return { address: recordPath(address.object, address.id), notice: { message, what: '', undo: '' } }
}

/** The file of a record's that an address names. Throws NOT_FOUND. */
export async function findFile(visit: Visit, found: FoundRecord, document: string): Promise<FileView> {
  const id = normalizeId(document)
  const { files } = id ? await readFiles(visit, found, { size: 1, document: id }) : { files: [] }
  const [file] = files
  if (!file) throw missingPage()
  return file
}

async function saveLink(
  { session }: Visit,
  operation: 'delete' | 'undelete',
  link: string,
  hooks: HookPort,
): Promise<readonly Problem[]> {
  const request = {
    object: 'ContentDocumentLink',
    operation,
    records: [{ Id: link }],
    allOrNone: true,
  } as const
  const [result] = await write(session, request, hooks)
  return result?.errors ?? []
}

/** What is wrong with a file, in the viewer's words. */
interface ToldProblem {
  readonly fileName: string
  readonly message: string
}

function toldOf({ viewer }: Visit, { fileName, problem }: FileProblem): ToldProblem {
  return { fileName, message: problemText(viewer, problem) }
}

async function pageOf(
  visit: Visit,
  found: FoundRecord,
  { problems, after }: { readonly problems: readonly ToldProblem[]; readonly after?: string | undefined },
): Promise<Page> {
  const { object, id, record } = found
  const { files, next } = await readFiles(visit, found, { size: ROWS, after })
  const address = recordPath(object.name, id, 'files')
  const content = {
    title: nameOf(object, record),
    object: object.name,
    label: object.label,
    name: nameOf(object, record),
    record: recordPath(object.name, id),
    problems,
    files,
    upload: mayAddFiles(visit.session, object) ? address : '',
    csrf: visit.csrf,
    first: after ? address : '',
    next: next ? withParameters(address, { after: next }) : '',
  }
  return inShell(visit, 'files', content, problems.length > 0 ? 422 : 200)
}
