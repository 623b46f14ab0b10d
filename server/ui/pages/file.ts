import { normalizeId } from '../../kernel/ids.ts'
import { fileTypeOf } from '../../records/files/file-types.ts'
import type { HookPort } from '../../records/hooks.ts'
import { hasText } from '../../records/query/conditions.ts'
import type { ReadRecord } from '../../records/read/output-records.ts'
import { type OpenFile, openBody } from '../../records/read-body.ts'
import { readRecords } from '../../records/read-records.ts'
import { write } from '../../records/write.ts'
import { recordPath } from '../addresses.ts'
import { compileCell } from '../cell.ts'
import { showInstant } from '../date-text.ts'
import { downloadPath, type FileView, fileObjects, mayAddFiles, previewPath, showSize } from '../files.ts'
import { mayDelete } from '../may.ts'
import { messageIn } from '../messages.ts'
import { missingPage } from '../object-of.ts'
import type { Outcome } from '../outcome.ts'
import { problemText } from '../problem-text.ts'
import { nameOf } from '../record-name.ts'
import type { SentFile } from '../save-files.ts'
import { inShell } from '../shell.ts'
import type { Page, Visit } from '../visit.ts'
import { findFile, findWithFiles } from './files.ts'
import type { FoundRecord, RecordAddress } from './record.ts'

type FileAddress = RecordAddress & { readonly document: string }

/** Bytes of a text that its page shows. */
const SHOWN = 65_536
const VERSIONS = 50

/** A file with its preview and its versions. */
export async function filePage(visit: Visit, address: FileAddress): Promise<Page> {
  const found = await findWithFiles(visit, address)
  return pageOf(visit, found, await findFile(visit, found, address.document), '')
}

/** Puts another version in the place of the latest one. */
export async function addVersion(
  visit: Visit,
  address: FileAddress,
  [sent]: readonly SentFile[],
  hooks: HookPort,
): Promise<Outcome> {
  const found = await findWithFiles(visit, address)
  const file = await findFile(visit, found, address.document)
  if (!sent)
    return { page: await pageOf(visit, found, file, messageIn(visit.viewer.language, 'files.choose')) }
  const record = {
    ContentDocumentId: file.id,
    Title: file.name,
    PathOnClient: sent.fileName,
    VersionData: sent.body,
  }
  const request = {
    object: 'ContentVersion',
    operation: 'insert',
    records: [record],
    allOrNone: true,
  } as const
  const [result] = await write(visit.session, request, hooks)
  const [problem] = result?.errors ?? []
  if (problem) return { page: await pageOf(visit, found, file, problemText(visit.viewer, problem)) }
  return { address: file.address, notice: { message: 'notice.versionAdded', what: file.name, undo: '' } }
}

/** Asks once more. */
export async function deleteFilePage(visit: Visit, address: FileAddress): Promise<Page> {
  const found = await findWithFiles(visit, address)
  return confirmPage(visit, found, await findFile(visit, found, address.document), [])
}

/** Deletes a file with its versions, wherever it is linked. */
export async function deleteFile(visit: Visit, address: FileAddress, hooks: HookPort): Promise<Outcome> {
  const found = await findWithFiles(visit, address)
  const file = await findFile(visit, found, address.document)
  const request = {
    object: 'ContentDocument',
    operation: 'delete',
    records: [{ Id: file.id }],
    allOrNone: true,
  } as const
  const [result] = await write(visit.session, request, hooks)
  const problems = (result?.errors ?? []).map(one => problemText(visit.viewer, one))
  if (problems.length > 0) return { page: await confirmPage(visit, found, file, problems) }
  const undo = recordPath('ContentDocument', file.id, 'undelete')
  return {
    address: recordPath(found.object.name, found.id),
    notice: { message: 'notice.deleted', what: file.name, undo },
  }
}

/** The bytes of a version that may be seen. Throws NOT_FOUND. */
export function openVersion(visit: Visit, version: string): Promise<OpenFile> {
  return openBody(visit.session, { object: 'ContentVersion', id: version, field: 'VersionData' })
}

async function pageOf(visit: Visit, found: FoundRecord, file: FileView, problem: string): Promise<Page> {
  const { object, id, record } = found
  const objects = fileObjects(visit.session, object)
  const content = {
    title: `${file.name} | ${nameOf(object, record)}`,
    object: object.name,
    label: object.label,
    name: nameOf(object, record),
    record: recordPath(object.name, id),
    file,
    problem,
    image: file.preview === 'image' && file.version !== '' ? previewPath(file.version) : '',
    pdf: file.preview === 'pdf' && file.version !== '' ? previewPath(file.version) : '',
    ...(await textOf(visit, file)),
    versions: await versionsOf(visit, file.id),
    upload: mayAddFiles(visit.session, object) ? `${file.address}/versions` : '',
    remove: mayAddFiles(visit.session, object) ? `${file.address}/remove` : '',
    destroy: objects && mayDelete(visit.session, objects.document) ? `${file.address}/delete` : '',
  }
  return inShell(visit, 'file', content, problem === '' ? 200 : 422)
}

/** The beginning of a text, as a text: nothing in it is markup here. */
async function textOf(visit: Visit, { preview, version }: FileView): Promise<object> {
  if (preview !== 'text' || version === '') return { text: '', isCut: false }
  const { bytes, stream } = await openVersion(visit, version)
  const parts: Buffer[] = []
  let read = 0
  for await (const part of stream()) {
    parts.push(part as Buffer)
    read += (part as Buffer).length
    if (read >= SHOWN) break
  }
  const text = new TextDecoder().decode(Buffer.concat(parts).subarray(0, SHOWN))
  return { text, isCut: bytes > SHOWN }
}

const PATHS = [
  'VersionNumber',
  'ContentSize',
  'PathOnClient',
  'CreatedDate',
  'CreatedBy.Name',
  'ReasonForChange',
]

async function versionsOf({ session, viewer }: Visit, document: string): Promise<readonly object[]> {
  const version = session.org.model.objects.get('contentversion')
  const id = normalizeId(document)
  if (!version || !id) throw missingPage()
  const paths = PATHS.filter(path => compileCell(session, version, path))
  const records = await readRecords(session, {
    from: version.name,
    select: ['Id', ...paths].map(path => ({ kind: 'field', path })),
    where: hasText('ContentDocumentId', id),
    orderBy: [{ operand: { kind: 'field', path: 'CreatedDate' }, descending: true }],
    limit: VERSIONS,
    scope: 'live',
  })
  return records.map(record => {
    const instant = String(record.CreatedDate ?? '')
    return {
      number: String(record.VersionNumber ?? ''),
      fileName: String(record.PathOnClient ?? ''),
      kind: fileTypeOf(String(record.PathOnClient ?? '')).name,
      size: showSize(record.ContentSize, viewer.locale),
      who: String(((record.CreatedBy ?? {}) as ReadRecord).Name ?? ''),
      instant,
      when: instant === '' ? '' : showInstant(instant, viewer),
      download: downloadPath(String(record.Id)),
    }
  })
}

async function confirmPage(
  visit: Visit,
  { object }: FoundRecord,
  file: FileView,
  problems: readonly string[],
): Promise<Page> {
  const label = visit.session.org.model.objects.get('contentdocument')?.label ?? ''
  const content = {
    title: file.name,
    object: object.name,
    label,
    name: file.name,
    explain: 'delete.explain',
    id: '',
    problems,
    action: `${file.address}/delete`,
    cancel: file.address,
  }
  return inShell(visit, 'delete', content, problems.length > 0 ? 422 : 200)
}
