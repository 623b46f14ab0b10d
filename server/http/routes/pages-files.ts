import { type Request, type Response, Router } from 'express'
import { fileTypeOf } from '../../records/files/file-types.ts'
import { openBody } from '../../records/read-body.ts'
import { addVersion, deleteFile, deleteFilePage, filePage, openVersion } from '../../ui/pages/file.ts'
import { addFile, addFiles, filesCard, filesPage, removeFile, restoreFile } from '../../ui/pages/files.ts'
import { visitOf } from '../browser-session.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { filesOf } from '../form-upload.ts'
import { sendValue } from '../respond.ts'
import { sendFile, showFile } from '../send-file.ts'
import { parametersOf, sendOutcome, sendPage } from '../send-page.ts'

/** Files of records: the list, one with its versions, and the bytes. */
export function filePageRoutes({ hooks: { port } }: HttpDependencies): Router {
  const router = Router()
  const files = '/r/:object/:id/files'

  router.get(files, async (request, response) => {
    const { after } = parametersOf(request)
    await sendPage(response, await filesPage(visitOf(response), { ...request.params, after }))
  })
  router.post(files, async (request, response) => {
    const outcome = await addFiles(visitOf(response), request.params, filesOf(response), port)
    await sendOutcome(request, response, outcome)
  })
  router.post(`${files}/one`, async (request, response) => {
    const [problem] = await addFile(visitOf(response), request.params, filesOf(response), port)
    sendValue(response, problem ? { problem } : {}, problem ? 422 : 200)
  })
  router.get(`${files}/card`, async (request, response) => {
    await sendPage(response, await filesCard(visitOf(response), request.params))
  })

  router.get(`${files}/:document`, async (request, response) => {
    await sendPage(response, await filePage(visitOf(response), request.params))
  })
  router.post(`${files}/:document/versions`, async (request, response) => {
    const outcome = await addVersion(visitOf(response), request.params, filesOf(response), port)
    await sendOutcome(request, response, outcome)
  })
  router.get(`${files}/:document/delete`, async (request, response) => {
    await sendPage(response, await deleteFilePage(visitOf(response), request.params))
  })
  router.post(`${files}/:document/delete`, async (request, response) => {
    await sendOutcome(request, response, await deleteFile(visitOf(response), request.params, port))
  })
  router.post(`${files}/:document/remove`, async (request, response) => {
    await sendOutcome(request, response, await removeFile(visitOf(response), request.params, port))
  })
  router.post(`${files}/:document/restore`, async (request, response) => {
    await sendOutcome(request, response, await restoreFile(visitOf(response), request.params, port))
  })

  router.get('/r/:object/:id/bytes/:field', async (request, response) => {
    await sendFile(response, await openBody(visitOf(response).session, request.params))
  })
  router.get('/files/:version/download', async (request, response) => {
    await sendFile(response, await openVersion(visitOf(response), request.params.version))
  })
  router.get('/files/:version/preview', (request, response) => show(request, response))

  return router
}

/** Inline goes only what browsers show without running anything in it. */
async function show(request: Request, response: Response): Promise<void> {
  const file = await openVersion(visitOf(response), String(request.params.version))
  const { preview, mediaType } = fileTypeOf(file.fileName)
  if (preview === 'image' || preview === 'pdf') await showFile(response, file, { mediaType, preview })
  else await sendFile(response, file)
}
