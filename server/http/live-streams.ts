import type { Request, Response } from 'express'
import { AtelierError } from '../kernel/errors.ts'
import { say } from '../kernel/message.ts'
import { openScope } from '../ui/live-scope.ts'
import { loginOf } from './authenticate.ts'
import { visitOf } from './browser-session.ts'
import { openLiveStream } from './live-stream.ts'
import { parametersOf } from './send-page.ts'

/** Pages of one session that hear of changes at the same time; a page that nobody looks at does not. */
const MOST_STREAMS = 12

export type OpenStream = (request: Request, response: Response) => Promise<void>

/** Streams of events for open pages; all of them end when the server stops. */
export function createLiveStreams(stopping: AbortSignal): OpenStream {
  const streams = new Map<() => void, string>()
  stopping.addEventListener('abort', () => {
    for (const end of streams.keys()) end()
  })
  return async (request, response) => {
    const { id } = loginOf(response)
    if (stopping.aborted) throw new AtelierError('SERVER_UNAVAILABLE', say('The server stops.'))
    if ([...streams.values()].filter(one => one === id).length >= MOST_STREAMS) throw tooMany()
    const { session } = visitOf(response)
    const scope = await openScope(session, parametersOf(request))
    const token = String(response.locals.token)
    const end = openLiveStream(response, { session, token, scope })
    streams.set(end, id)
    response.once('close', () => streams.delete(end))
    if (stopping.aborted) end()
  }
}

function tooMany(): AtelierError {
  return new AtelierError(
    'LIMIT_EXCEEDED',
    say('A session has {most} open pages at most that hear of changes.', { most: MOST_STREAMS }),
  )
}
