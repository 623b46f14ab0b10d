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

/** Browsers' own viewers of PDF do not open in a sandbox; their scripts are not the page's. */
const BESIDE_SANDBOX = { ...SANDBOX, 'Content-Security-Policy': "default-src 'none'" } as const

/** Sends a file to be kept, under its own name. */
export async function sendFile(response: Response, file: OpenFile): Promise<void> {
  response.attachment(file.fileName).set(SANDBOX).set('Content-Type', 'application/octet-stream')
  await sendBytes(response, file)
}

interface Shown {
  readonly mediaType: string
  readonly preview: 'image' | 'pdf'
}

/** Sends a file to be looked at. */
export async function showFile(
  response: Response,
  file: OpenFile,
  { mediaType, preview }: Shown,
): Promise<void> {
  response.set(preview === 'pdf' ? BESIDE_SANDBOX : SANDBOX).set('Content-Type', mediaType)
  await sendBytes(response, file)
}

async function sendBytes(response: Response, file: OpenFile): Promise<void> {
  response.set('Content-Length', String(file.bytes))
  if (response.req.method === 'HEAD') return void response.end()
  await pipeline(file.stream(), response)
}
