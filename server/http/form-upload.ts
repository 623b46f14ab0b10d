import type { RequestHandler, Response } from 'express'
import { visitOf } from './browser-session.ts'
import { isUpload, takeUpload, type UploadedFile } from './uploads.ts'

/** Files that are sent with one form. */
export const MOST_FILES = 10

/** Reads a form that comes with files: its texts as of any other form, its files beside them. */
export const readFormUpload: RequestHandler = async (request, response, next) => {
  if (!isUpload(request)) return next()
  const { largestFile } = visitOf(response).session.org
  const { fields, files } = await takeUpload(request, response, { files: MOST_FILES, bytes: largestFile })
  const texts = new Map<string, string | string[]>()
  for (const [name, value] of fields) {
    const before = texts.get(name)
    texts.set(name, before === undefined ? value : [before, value].flat())
  }
  request.body = Object.fromEntries(texts)
  // A control that was left empty comes as a file without a name.
  const named = files.filter(({ fileName }) => fileName !== '')
  response.locals.files = named.map(file => ({ ...file, fileName: asNamed(file.fileName) }))
  next()
}

/** The signs that browsers do not write as they are into the name of a file. */
const WRITTEN: Readonly<Record<string, string>> = { '%22': '"', '%0D': '\r', '%0A': '\n' }

function asNamed(written: string): string {
  return written.replace(/%(?:22|0D|0A)/g, sign => WRITTEN[sign] ?? sign)
}

export function filesOf(response: Response): readonly UploadedFile[] {
  return (response.locals.files ?? []) as readonly UploadedFile[]
}
