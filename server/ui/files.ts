import { isSharedWith } from '../access/row-files.ts'
import type { ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { fileTypeOf, type Preview } from '../records/files/file-types.ts'
import { hasFiles } from '../records/files/has-files.ts'
import type { Condition, Query } from '../records/query/query.ts'
import type { ReadRecord } from '../records/read/output-records.ts'
import { readPage } from '../records/read-page.ts'
import { recordPath } from './addresses.ts'
import { compileCell } from './cell.ts'
import { compiledOnce } from './compiled.ts'
import { showInstant } from './date-text.ts'
import { mayCreate, mayEdit } from './may.ts'
import type { Viewer } from './viewer.ts'
import type { Visit } from './visit.ts'

/** Name of the child relationship that layouts put files in their place with. */
export const FILES = 'ContentDocumentLinks'

/** A file as pages show it. */
export interface FileView {
  readonly id: string
  readonly link: string
  /** Of its latest version; empty: it has none that may be seen. */
  readonly version: string
  readonly name: string
  /** What its picture says: `PDF`. */
  readonly tile: string
  readonly preview: Preview | undefined
  /** `PDF`. */
  readonly kind: string
  readonly size: string
  readonly who: string
  readonly when: string
  readonly instant: string
  /** Its own page, and where it is kept from. */
  readonly address: string
  readonly download: string
}

export interface FilesView {
  readonly isFiles: true
  /** The list as a page of its own, and its card alone. */
  readonly address: string
  readonly card: string
  /** Where files are sent to; empty: none are taken. */
  readonly upload: string
  readonly csrf: string
  readonly isRead: boolean
  readonly files: readonly FileView[]
  readonly count: string
  readonly hasMore: boolean
}

interface FileObjects {
  readonly link: ObjectModel
  readonly document: ObjectModel
  readonly version: ObjectModel
  /** What may be read of a link and its file. */
  readonly paths: readonly string[]
}

const PATHS = [
  ...['ContentDocumentId', 'ContentDocument.Title', 'ContentDocument.FileExtension'],
  ...['ContentDocument.ContentSize', 'ContentDocument.LatestPublishedVersionId'],
  ...['ContentDocument.LastModifiedDate', 'ContentDocument.LastModifiedBy.Name'],
]

/** The objects that files of these records are kept in; undefined: they have none, or none that may be seen. */
export function fileObjects(session: Session, object: ObjectModel): FileObjects | undefined {
  return compiledOnce(session, `files ${object.name}`, () => {
    const { access, org } = session
    const [link, document, version] = ['contentdocumentlink', 'contentdocument', 'contentversion'].map(name =>
      org.model.objects.get(name),
    )
    if (!link || !document || !version || isSharedWith(object)) return undefined
    const targets = link.fields.get('linkedentityid')?.referenceTo ?? []
    const isSeen = [link, document, version].every(one => access.object(one, 'read'))
    const paths = PATHS.filter(path => compileCell(session, link, path))
    const isWhole = ['LinkedEntityId', 'ContentDocument.IsDeleted'].every(path =>
      compileCell(session, link, path),
    )
    return targets.includes(object.name) && isSeen && isWhole ? { link, document, version, paths } : undefined
  })
}

/** May whoever asks put files on records of the object? On which ones is asked again with each save. */
export function mayAddFiles(
  session: Session,
  object: ObjectModel,
  right: 'create' | 'edit' = 'edit',
): boolean {
  const objects = fileObjects(session, object)
  const may = right === 'edit' ? mayEdit : mayCreate
  return (
    objects !== undefined &&
    may(session, object) &&
    [objects.link, objects.version].every(one => mayCreate(session, one))
  )
}

interface Parent {
  readonly object: ObjectModel
  readonly id: string
}

const CARD_ROWS = 6

/** The files of a record. */
export async function filesView(visit: Visit, parent: Parent): Promise<FilesView> {
  const { object, id } = parent
  const objects = fileObjects(visit.session, object)
  const isAsked = objects && (await hasFiles(visit.session.org, objects.link, id))
  const { files, next } = isAsked
    ? await readFiles(visit, parent, { size: CARD_ROWS })
    : { files: [], next: undefined }
  return {
    ...laterFiles(visit.session, object, id),
    csrf: visit.csrf,
    isRead: true,
    files,
    count: `${files.length}${next ? '+' : ''}`,
    hasMore: next !== undefined,
  }
}

/** A card that is fetched when it is scrolled to. */
export function laterFiles(session: Session, object: ObjectModel, id: string): FilesView {
  const address = recordPath(object.name, id, 'files')
  const upload = mayAddFiles(session, object) ? address : ''
  const card = `${address}/card`
  return {
    isFiles: true,
    ...{ address, card, upload },
    ...{ csrf: '', isRead: false, files: [], count: '', hasMore: false },
  }
}

interface FilesPage {
  readonly files: readonly FileView[]
  readonly next: string | undefined
}

export async function readFiles(
  visit: Visit,
  parent: Parent,
  page: { readonly size: number; readonly after?: string | undefined; readonly document?: string },
): Promise<FilesPage> {
  const objects = fileObjects(visit.session, parent.object)
  if (!objects) return { files: [], next: undefined }
  const { records, next } = await readPage(visit.session, queryOf(objects, parent.id, page.document), page)
  return { files: records.map(record => fileOf(visit.viewer, parent, record)), next }
}

function queryOf({ link, paths }: FileObjects, id: string, document: string | undefined): Query {
  const equals = (path: string, text: string, type: 'string' | 'boolean' = 'string'): Condition => ({
    kind: 'compare',
    left: { kind: 'field', path },
    operator: '=',
    right: { type, text },
  })
  const of = [
    equals('LinkedEntityId', id),
    equals('ContentDocument.IsDeleted', 'false', 'boolean'),
    ...(document === undefined ? [] : [equals('ContentDocumentId', document)]),
  ]
  return {
    from: link.name,
    select: ['Id', ...paths].map(path => ({ kind: 'field', path })),
    where: { kind: 'and', of },
    orderBy: [{ operand: { kind: 'field', path: 'CreatedDate' }, descending: true }],
    scope: 'live',
  }
}

function fileOf(viewer: Viewer, { object, id }: Parent, record: ReadRecord): FileView {
  const document = (record.ContentDocument ?? {}) as ReadRecord
  const who = (document.LastModifiedBy ?? {}) as ReadRecord
  const extension = String(document.FileExtension ?? '')
  const version = String(document.LatestPublishedVersionId ?? '')
  const file = String(record.ContentDocumentId)
  const name = String(document.Title ?? file)
  const instant = String(document.LastModifiedDate ?? '')
  return {
    id: file,
    link: String(record.Id),
    version,
    name,
    tile: extension === '' ? name : extension,
    preview: fileTypeOf(`x.${extension}`).preview,
    kind: extension.toUpperCase(),
    size: showSize(document.ContentSize, viewer.locale),
    who: String(who.Name ?? ''),
    instant,
    when: instant === '' ? '' : showInstant(instant, viewer),
    address: recordPath(object.name, id, `files/${encodeURIComponent(file)}`),
    download: version === '' ? '' : downloadPath(version),
  }
}

export function downloadPath(version: string): string {
  return `/lightning/files/${encodeURIComponent(version)}/download`
}

export function previewPath(version: string): string {
  return `/lightning/files/${encodeURIComponent(version)}/preview`
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** `1.4 MB`, as the locale writes it; empty for what has no size. */
export function showSize(bytes: unknown, locale: string): string {
  if (bytes === null || bytes === undefined) return ''
  let size = Number(bytes)
  let unit = 0
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1024
    unit++
  }
  const digits = unit === 0 || size >= 10 ? 0 : 1
  const unitDisplay = unit === 0 ? 'long' : 'short'
  const options = { style: 'unit', unitDisplay, maximumFractionDigits: digits } as const
  return new Intl.NumberFormat(locale, { ...options, unit: UNITS[unit] as string }).format(size)
}
