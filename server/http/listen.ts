import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AtelierError } from '../kernel/errors.ts'

/** Milliseconds that requests under way have to end when the server stops. */
const GRACE = 3_500
/** Milliseconds between looks for connections whose last request has ended. */
const LOOK_AGAIN = 50

export interface Listening {
  /** `http://localhost:3000` */
  readonly url: string
  /** Takes no more connections, lets requests under way end, and cuts off those that last too long. */
  stop(): Promise<void>
}

/** Port 0 takes any that is free. Throws INVALID_INPUT with what to do when the port cannot be had. */
export function listen(server: Server, port: number): Promise<Listening> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portProblem(error, port)))
    server.listen(port, () => {
      const url = `http://localhost:${(server.address() as AddressInfo).port}`
      resolve({ url, stop: () => stopListening(server) })
    })
  })
}

const WORDS: Readonly<Record<string, (port: number) => string>> = {
  EADDRINUSE: port =>
    `Port ${port} is in use by another program. Stop that one, or choose another port: PORT=${port < 65_535 ? port + 1 : port - 1} npm start`,
  EACCES: port =>
    `Port ${port} may not be used by this user. Choose one from 1024 up: PORT=${port + 8000} npm start`,
}

function portProblem(error: NodeJS.ErrnoException, port: number): Error {
  const words = WORDS[error.code ?? '']
  return words ? new AtelierError('INVALID_INPUT', words(port), undefined, { cause: error }) : error
}

function stopListening(server: Server): Promise<void> {
  return new Promise(resolve => {
    // A connection that is kept alive ends with the request that it serves now.
    const ending = setInterval(() => server.closeIdleConnections(), LOOK_AGAIN)
    const cutting = setTimeout(() => server.closeAllConnections(), GRACE)
    server.close(() => {
      clearInterval(ending)
      clearTimeout(cutting)
      resolve()
    })
  })
}
