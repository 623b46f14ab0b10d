import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { Busboy, type BusboyHeaders } from '@fastify/busboy'
import type { Request, Response } from 'express'
import type { Body } from '../fields/body.ts'
import { AtelierError } from '../kernel/errors.ts'
import { type Message, say } from '../kernel/message.ts'
import { makeTemporaryFolder } from '../kernel/temporary-folder.ts'
import { spoolBody } from '../records/files/spool-body.ts'

const MEGABYTE = 1024 * 1024
/** Of a form that is sent with files. */
const LARGEST_FIELD = 5 * MEGABYTE
const MOST_FIELDS = 2_000

export interface UploadedFile {
  /** Of the part: a form's control. */
  readonly name: string
  /** As its sender calls it; empty when a form's control was left empty. */
  readonly fileName: string
  readonly body: Body
}

export interface Upload {
  /** Values by their names, in the order in which they came. */
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly files: readonly UploadedFile[]
}

export interface UploadLimits {
  readonly files: number
  /** Of each file. */
  readonly bytes: number
  /** Parts of these names are text, even where they come with a file's name. */
  readonly text?: RegExp
  /** Characters of all texts together; left out: as many as there is room for. */
  readonly characters?: number
}

export function isUpload(request: Request): boolean {
  return /^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '')
}

/** Reads `multipart/form-data`; its files are on disk until the answer is sent. */
export async function takeUpload(
  request: Request,
  response: Response,
  limits: UploadLimits,
): Promise<Upload> {
  const most = limits.files * limits.bytes + LARGEST_FIELD
  if (Number(request.headers['content-length']) > most) throw tooLarge(limits)
  const { path, remove } = await makeTemporaryFolder('upload')
  response.once('close', () => void remove().catch(() => undefined))
  let number = 0
  return readParts(request, limits, most, async ({ name, fileName, stream }) => ({
    ...{ name, fileName },
    body: await spoolBody(stream, join(path, String(number++))),
  }))
}

/** Its texts alone: of its files, only what they are called. */
export function takeTexts(request: Request, limits: UploadLimits): Promise<Parts<string>> {
  return readParts(request, limits, limits.files * limits.bytes + LARGEST_FIELD, async part => {
    part.stream.resume()
    return part.fileName
  })
}

interface Part {
  readonly name: string
  readonly fileName: string
  readonly stream: Readable
}

interface Parts<File> extends Pick<Upload, 'fields'> {
  readonly files: readonly File[]
}

function readParts<File>(
  request: Request,
  limits: UploadLimits,
  most: number,
  take: (part: Part) => Promise<File>,
): Promise<Parts<File>> {
  const { promise, resolve, reject } = withResolvers<Parts<File>>()
  const parser = openParser(request, limits)
  const fields: (readonly [string, string])[] = []
  const files: Promise<File>[] = []
  const streams: Readable[] = []
  let bytes = 0
  let characters = 0
  // What is still under way is read and thrown away, so that the sender hears the answer.
  const fail = (error: unknown): void => {
    request.unpipe(parser)
    request.resume()
    for (const stream of streams) stream.destroy()
    reject(error)
  }
  parser.on('field', (name, value, _isNameCut, isCut) => {
    if (isCut) fail(tooLong(name))
    characters += name.length + value.length
    if (characters > (limits.characters ?? Number.POSITIVE_INFINITY)) fail(tooLarge(limits))
    else fields.push([name, value])
  })
  parser.on('file', (name, stream, fileName = '') => {
    streams.push(stream)
    stream.once('limit', () => fail(tooLarge(limits)))
    const file = take({ name, fileName, stream })
    file.catch(fail)
    files.push(file)
  })
  parser.once('filesLimit', () => fail(tooManyFiles(limits)))
  parser.once('fieldsLimit', () => fail(unreadable(TOO_MANY_FIELDS)))
  parser.once('error', () => fail(unreadable(NO_PARTS)))
  parser.once('finish', () => void Promise.all(files).then(all => resolve({ fields, files: all }), fail))
  request.on('data', (part: Buffer) => {
    bytes += part.length
    if (bytes > most) fail(tooLarge(limits))
  })
  request.once('aborted', () => parser.destroy(new Error('aborted')))
  request.pipe(parser)
  return promise
}

function openParser(request: Request, { files, bytes, text }: UploadLimits): Busboy {
  const size = { files, fileSize: bytes, fields: MOST_FIELDS, fieldSize: LARGEST_FIELD, fieldNameSize: 200 }
  try {
    return new Busboy({
      headers: request.headers as BusboyHeaders,
      limits: size,
      isPartAFile: (name = '', type, fileName) =>
        !text?.test(name) && (fileName !== undefined || type === 'application/octet-stream'),
    })
  } catch (cause) {
    throw unreadable((cause as Error).message)
  }
}

function withResolvers<T>(): {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (error: unknown) => void
} {
  let resolve: (value: T) => void = () => undefined
  let reject: (error: unknown) => void = () => undefined
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue
    reject = onError
  })
  return { promise, resolve, reject }
}

function tooLarge({ bytes }: UploadLimits): AtelierError {
  return new AtelierError(
    'REQUEST_TOO_LARGE',
    say('A file is larger than {most} MB.', { most: bytes / MEGABYTE }),
  )
}

function tooManyFiles({ files }: UploadLimits): AtelierError {
  return unreadable(say('Send at most {most} files at once.', { most: files }))
}

function tooLong(name: string): AtelierError {
  const values = { name: name.slice(0, 80), most: LARGEST_FIELD / MEGABYTE }
  return unreadable(say('The field "{name}" is longer than {most} MB.', values))
}

const TOO_MANY_FIELDS = say('The form has more than {most} fields.', { most: MOST_FIELDS })
const NO_PARTS = say('The parts of the request cannot be read as multipart/form-data.')

function unreadable(message: string | Message): AtelierError {
  return new AtelierError('INVALID_INPUT', message)
}
