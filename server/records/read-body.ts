import { Readable } from 'node:stream'
import { AtelierError } from '../kernel/errors.ts'
import { normalizeId } from '../kernel/ids.ts'
import { asFiles } from '../metadata/file-objects.ts'
import type { FieldModel, ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { findBody, readParts } from './files/body-rows.ts'
import { visibleRecords } from './visible-records.ts'

/** A file that is about to be sent. */
export interface OpenFile {
  readonly bytes: number
  readonly md5: string
  /** As it is called on computers, as far as whoever asks may know: `drawing.pdf`. */
  readonly fileName: string
  readonly stream: () => Readable
}

interface BodyRequest {
  readonly object: string
  readonly id: string
  readonly field: string
}

/** The field of a name that holds files; undefined for every other one, and for what is hidden. */
export function bodyField(
  { org, access }: Session,
  objectName: string,
  fieldName: string,
): FieldModel | undefined {
  const object = org.model.objects.get(objectName.toLowerCase())
  const field = object?.fields.get(fieldName.toLowerCase())
  const mayRead = object && field && access.object(object, 'read') && access.field(field, 'read')
  return mayRead && field.fieldType.toBody ? field : undefined
}

/** The file of a record's field. Throws NOT_FOUND for a record that may not be seen, as for one that has no file. */
export async function openBody(session: Session, request: BodyRequest): Promise<OpenFile> {
  const { org } = session
  const field = bodyField(session, request.object, request.field)
  const id = normalizeId(request.id)
  const object = org.model.objects.get(request.object.toLowerCase())
  if (!field || !object || !id) throw notThere()
  const fileName = await nameOf(session, object, field, id)
  const body = await findBody(org.database, org.schema, id, field.name)
  if (!body) throw notThere()
  const stream = (): Readable => Readable.from(readParts(org.database, org.schema, body))
  return { bytes: body.bytes, md5: body.md5, fileName, stream }
}

/** Asked over the read plan: that the record is found says that it may be seen. */
async function nameOf(session: Session, object: ObjectModel, field: FieldModel, id: string): Promise<string> {
  const named = asFiles(object)?.fileName
  const shown = named && session.access.field(named, 'read') ? named.name : undefined
  const [record] = await visibleRecords(session, object, [id], ['Id', ...(shown ? [shown] : [])])
  if (!record) throw notThere()
  const name = String((shown && record[shown]) ?? `${id}-${field.name}`)
  return name.split(/[/\\]/).at(-1) || field.name
}

function notThere(): AtelierError {
  return new AtelierError('NOT_FOUND', 'The requested resource does not exist')
}
