import type { Socket } from 'node:net'

type Words = readonly [status: string, code: string, message: string]

const BROKEN: Words = ['400 Bad Request', 'INVALID_INPUT', 'The request is not HTTP that can be read.']

const WORDS: Readonly<Record<string, Words>> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'REQUEST_TOO_LARGE',
    'The URL and headers of a request may have 128 KB together.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    '408 Request Timeout',
    'INVALID_INPUT',
    'The request did not arrive within its time.',
  ],
}

/** Answers what Node could not even parse in the shape of all other errors, and ends the connection. */
export function answerBroken(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const [status, errorCode, message] = WORDS[error.code ?? ''] ?? BROKEN
  const body = JSON.stringify([{ message, errorCode }])
  const headers = [
    'Content-Type: application/json;charset=UTF-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.end(`HTTP/1.1 ${status}\r\n${headers.join('\r\n')}\r\n\r\n${body}`)
}
