import type { Body } from '../../../fields/body.ts'
import type { Value } from '../../../fields/field-type.ts'
import { asFiles, isContent } from '../../../metadata/file-objects.ts'
import { extensionOf, fileTypeOf, titleOf } from '../../files/file-types.ts'
import type { Change, WriteContext } from '../context.ts'

/** What the engine says of a file: how long it is, and of a version what kind of file it is. */
export function describeFiles(context: WriteContext): void {
  const { object, operation } = context
  const files = asFiles(object)
  if (!files || (operation !== 'insert' && operation !== 'update')) return
  for (const change of context.changes) {
    const body = change.bodies?.get(files.body)
    if (body !== undefined) set(context, change, files.bytes.name, body && String(body.bytes))
    if (operation === 'insert' && isContent(object, 'ContentVersion')) describeVersion(context, change, body)
  }
}

function describeVersion(context: WriteContext, change: Change, body: Body | null | undefined): void {
  const fileName = String(change.after.PathOnClient ?? '')
  if (!change.after.Title && fileName !== '') set(context, change, 'Title', titleOf(fileName))
  set(context, change, 'FileExtension', extensionOf(fileName) || null)
  set(context, change, 'FileType', body ? fileTypeOf(fileName).name : 'LINK')
  set(context, change, 'Checksum', body?.md5 ?? null)
}

function set(context: WriteContext, { after }: Change, name: string, value: Value): void {
  const field = context.object.fields.get(name.toLowerCase())
  if (!field) return
  after[field.name] = value
  context.touched.add(field)
}
