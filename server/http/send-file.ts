import { pipeline } from 'node:stream/promises'
import type { Response } from 'express'
import type { OpenFile } from '../records/read-body.ts'
import { PRIVATE_ANSWER } from './respond.ts'

/** Whatever a file is, it runs nothing in our name: no scripts, no forms, no origin, no guess at its type. */
const SANDBOX = {
  ...PRIVATE_ANSWER,
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const

/** Sends a file to be kept, under its own name. */
export async function sendFile(response: Response, file: OpenFile, mediaType?: string): Promise<void> {
  response.attachment(file.fileName).set({
    ...SANDBOX,
    'Content-Type': mediaType ?? 'application/octet-stream',
    'Content-Length': String(file.bytes),
  })
  if (response.req.method === 'HEAD') return void response.end()
  await pipeline(file.stream(), response)
}
