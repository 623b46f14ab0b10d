import express, { type Request, type Response } from 'express'
import type { Org } from '../org/session.ts'
import type { FormBody } from '../ui/form-input.ts'
import { isKeepable, type KeptForm, keepForm } from '../ui/kept-form.ts'
import { MOST_FILES } from './form-upload.ts'
import { isUpload, takeTexts } from './uploads.ts'

/** Characters of all texts: whoever is not logged in yet sends no more than people type. */
const LARGEST = 256 * 1024

const readTexts = express.urlencoded({ extended: false, limit: LARGEST, parameterLimit: 2_000 })

/** The login page sends it back with name and password, encoded once more. */
export const readLogin = express.urlencoded({ extended: false, limit: 12 * LARGEST })

/** Is it a form whose page shows again what it is sent? Those of scripts are kept by the scripts. */
export function isKeptForm(request: Request): boolean {
  return request.method === 'POST' && !request.headers['hx-request'] && isKeepable(request.originalUrl)
}

/** The form that came without a session; undefined: it is too large, or cannot be read. */
export async function takeForm(
  org: Org,
  request: Request,
  response: Response,
): Promise<KeptForm | undefined> {
  try {
    if (!isUpload(request)) {
      await new Promise<void>((resolve, reject) => {
        readTexts(request, response, error => (error ? reject(error) : resolve()))
      })
      return bodyAsKept(request, false)
    }
    const limits = { files: MOST_FILES, bytes: org.largestFile, characters: LARGEST }
    const { fields, files } = await takeTexts(request, limits)
    return keepForm(
      request.originalUrl,
      fields,
      files.some(fileName => fileName !== ''),
    )
  } catch {
    return undefined
  }
}

/** The form that the request has brought, which was read already. */
export function bodyAsKept({ originalUrl, body }: Request, hadFiles: boolean): KeptForm {
  const fields = Object.entries((body ?? {}) as FormBody).flatMap(([name, value]) =>
    [value ?? []].flat().map(text => [name, text] as const),
  )
  return keepForm(originalUrl, fields, hadFiles)
}
