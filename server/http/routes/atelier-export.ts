import { pipeline } from 'node:stream/promises'
import { Router } from 'express'
import { CONTENT_TYPES, readExportOptions } from '../../records/export/export-options.ts'
import { exportRecords } from '../../records/export/export-records.ts'
import { allowOnly } from '../allow-only.ts'
import { sessionOf } from '../authenticate.ts'
import { requirePermission } from '../require-permission.ts'
import { PRIVATE_ANSWER } from '../respond.ts'

/** `GET /export?object=X&format=csv` or `?q=SELECT…`: the records as a file, as they are read. */
export function exportRoutes(): Router {
  const router = Router()
  router.get('/export', requirePermission('DataExport'), async (request, response) => {
    const options = readExportOptions(request.query)
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    const file = await exportRecords(sessionOf(response), options, gone.signal)
    const name = `${options.object ?? 'export'}.${options.format}`
    const headers = { 'Content-Type': CONTENT_TYPES[options.format], ...PRIVATE_ANSWER }
    response.attachment(name).set(headers)
    await pipeline(file, response)
  })
  router.all('/export', allowOnly('GET'))
  return router
}
