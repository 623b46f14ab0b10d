import { pipeline } from 'node:stream/promises'
import { Router } from 'express'
import { CONTENT_TYPES, readExportOptions } from '../../records/export/export-options.ts'
import { exportRecords } from '../../records/export/export-records.ts'
import { sessionOf } from '../authenticate.ts'

/** `GET /export?object=X&format=csv` or `?q=SELECT…`: the records as a file, as they are read. */
export function exportRoutes(): Router {
  const router = Router()
  router.get('/export', async (request, response) => {
    const options = readExportOptions(request.query)
    const file = await exportRecords(sessionOf(response), options)
    response.setHeader('Content-Type', CONTENT_TYPES[options.format])
    await pipeline(file, response)
  })
  return router
}
