import type { FieldModel, ObjectModel } from './org-model.ts'

/** Objects whose records are files, by table: which field has the bytes, and what the engine says of them. */
const FILES: ReadonlyMap<string, Readonly<Record<'body' | 'bytes' | 'fileName', string>>> = new Map([
  ['contentversion', { body: 'versiondata', bytes: 'contentsize', fileName: 'pathonclient' }],
  ['attachment', { body: 'body', bytes: 'bodylength', fileName: 'name' }],
])

/** Fields of files that the engine keeps. */
export const KEPT_OF_FILES: readonly string[] = [
  'attachment.bodylength',
  'contentversion.contentsize',
  'contentversion.checksum',
  'contentversion.filetype',
  'contentversion.fileextension',
  'contentversion.versionnumber',
  'contentversion.islatest',
  'contentdocument.contentsize',
  'contentdocument.filetype',
  'contentdocument.fileextension',
  'contentdocument.latestpublishedversionid',
]

/** The lookup by which files and links are open, where it is not the first one. */
const PARENTS: ReadonlyMap<string, string> = new Map([
  ['contentversion', 'contentdocumentid'],
  ['contentdocumentlink', 'linkedentityid'],
])

export interface FileModel {
  readonly body: FieldModel
  readonly bytes: FieldModel
  /** As it is called on computers: with its ending. */
  readonly fileName: FieldModel
}

/** The object as one of files, when it is one. */
export function asFiles({ table, fields }: ObjectModel): FileModel | undefined {
  const names = FILES.get(table)
  const [body, bytes, fileName] = names
    ? [fields.get(names.body), fields.get(names.bytes), fields.get(names.fileName)]
    : []
  return body?.fieldType.toBody && bytes && fileName ? { body, bytes, fileName } : undefined
}

type Fields<Field> = { readonly table: string; readonly fields: ReadonlyMap<string, Field> }

export function parentOfFile<Field>({ table, fields }: Fields<Field>): Field | undefined {
  return fields.get(PARENTS.get(table) ?? '')
}

/** What a link links: a file, and the record or the user that has it; there is one for each two of them. */
export function endsOfLink({ table, fields }: ObjectModel): readonly FieldModel[] {
  if (table !== 'contentdocumentlink') return []
  return ['contentdocumentid', 'linkedentityid'].flatMap(name => fields.get(name) ?? [])
}

/** The lookup of a version that links its file to a record. */
export function publishesAt({ table, fields }: ObjectModel): FieldModel | undefined {
  return table === 'contentversion' ? fields.get('firstpublishlocationid') : undefined
}

type ContentName = 'ContentDocument' | 'ContentVersion' | 'ContentDocumentLink'

/** Is it this one of the three objects that a file is kept in: the file, its versions, what they are linked to? */
export function isContent({ table }: ObjectModel, name: ContentName): boolean {
  return table === name.toLowerCase()
}

/** Saves of them go with each other. */
export function isAnyContent({ table }: ObjectModel): boolean {
  return ['contentdocument', 'contentversion', 'contentdocumentlink'].includes(table)
}
