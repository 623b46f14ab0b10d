import type { Request } from 'express'
import { AtelierError } from '../kernel/errors.ts'
import type { WriteOperation, WriteRequest } from '../records/write-request.ts'
import { bodyObject } from './request-body.ts'
import { writeOptions } from './write-options.ts'

type Fields = Readonly<Record<string, unknown>>

/** A save of one record of the object that the path names. */
export function one(request: Request, operation: WriteOperation, record: Fields): WriteRequest {
  const object = String(request.params.object)
  return { object, operation, records: [record], allOrNone: true, ...writeOptions(request) }
}

/** The fields of a record that the path names: they cannot name it again. */
export function withoutKey(body: unknown, key: string): Fields {
  const fields = bodyObject(body)
  for (const field in fields) {
    if (field.toLowerCase() !== key.toLowerCase()) continue
    const message = `The ${key} field should not be specified in the sobject data.`
    throw new AtelierError('INVALID_FIELD', message, [{ code: 'INVALID_FIELD', message, fields: [key] }])
  }
  return fields
}

/** `fields=Id,Name` as a list; undefined asks for all. */
export function fieldsOf(text: unknown): readonly string[] | undefined {
  if (text === undefined) return undefined
  if (typeof text === 'string') return text.split(',').map(field => field.trim())
  throw new AtelierError(
    'INVALID_FIELD',
    'The parameter "fields" must be given once, as a comma-separated list.',
  )
}
