import { Router } from 'express'
import { LIVE } from '../../ui/addresses.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { createLiveStreams } from '../live-streams.ts'

/** What open pages hear while they are open. */
export function livePageRoutes({ stopping }: HttpDependencies): Router {
  const router = Router()
  const openStream = createLiveStreams(stopping)
  router.get(LIVE.replace('/lightning', ''), openStream)
  return router
}
