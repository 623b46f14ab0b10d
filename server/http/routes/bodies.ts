import type { RequestHandler } from 'express'
import { bodyField, openBody } from '../../records/read-body.ts'
import { sessionOf } from '../authenticate.ts'
import { sendFile } from '../send-file.ts'

/** A file of a record, `/sobjects/ContentVersion/{id}/VersionData`: a path of the form of external ids. */
export const sendBody: RequestHandler = async (request, response, next) => {
  const session = sessionOf(response)
  const { object, field: id, value: field } = request.params as Readonly<Record<string, string>>
  if (!object || !id || !field || !bodyField(session, object, field)) return next()
  await sendFile(response, await openBody(session, { object, id, field }))
}
