import { pipeline } from 'node:stream/promises'
import compression from 'compression'
import { Router } from 'express'
import { CONTENT_TYPES } from '../../records/export/export-options.ts'
import { exportRecords } from '../../records/export/export-records.ts'
import { listExport } from '../../ui/list-export.ts'
import { printListPage } from '../../ui/pages/print-list.ts'
import { visitOf } from '../browser-session.ts'
import { PRIVATE_ANSWER } from '../respond.ts'
import { parametersOf, sendPage } from '../send-page.ts'

/** Lists as files, and on paper. */
export function listFileRoutes(): Router {
  const router = Router()

  router.use('/o/:object/export', compression())
  router.get('/o/:object/export', async (request, response) => {
    const { session } = visitOf(response)
    const { format, ...asked } = parametersOf(request)
    const { options, name } = await listExport(session, { ...asked, object: request.params.object }, format)
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    const file = await exportRecords(session, options, gone.signal)
    response.attachment(name).set({ 'Content-Type': CONTENT_TYPES[options.format], ...PRIVATE_ANSWER })
    await pipeline(file, response)
  })

  router.get('/o/:object/print', async (request, response) => {
    const { object } = request.params
    await sendPage(response, await printListPage(visitOf(response), { ...parametersOf(request), object }))
  })

  return router
}
