import type { Request, RequestHandler, Response } from 'express'
import { AtelierError } from '../kernel/errors.ts'
import { sessionOf } from './authenticate.ts'
import { bodyObject, parseJson, readJsonBody, WITHOUT_BODY } from './request-body.ts'
import { isUpload, takeUpload, type Upload } from './uploads.ts'

/** Files of one record: one for each of its fields that may hold one. */
const MOST_FILES = 10
const ENTITY = /^entity_/

/**
 * A record with its files as Salesforce takes it: a part of JSON, whose name says what it is (`entity_content`), and
 * a part for each file, whose name is the field's (`VersionData`).
 */
async function readRecordUpload(request: Request, response: Response): Promise<void> {
  const { largestFile } = sessionOf(response).org
  const limits = { files: MOST_FILES, bytes: largestFile, text: ENTITY }
  request.body = recordOf(await takeUpload(request, response, limits))
}

const SOBJECTS = /^\/sobjects\//

/** The body of a request, as JSON or as an upload. One handler for both: each one more costs every request. */
export const readBody: RequestHandler = (request, response, next) => {
  if (WITHOUT_BODY.has(request.method)) return next()
  if (!isUpload(request) || !SOBJECTS.test(request.path)) return readJsonBody(request, response, next)
  readRecordUpload(request, response).then(() => next(), next)
}

function recordOf({ fields, files }: Upload): Readonly<Record<string, unknown>> {
  const [json, more] = fields
  if (!json || more) {
    const message =
      'The request must have one part of JSON with the fields of the record, such as "entity_content".'
    throw new AtelierError('INVALID_INPUT', message)
  }
  return {
    ...bodyObject(parseJson(json[1])),
    ...Object.fromEntries(files.map(({ name, body }) => [name, body])),
  }
}
