import { Router } from 'express'
import { AtelierError } from '../../kernel/errors.ts'
import type { SourceFile } from '../../metadata/component.ts'
import { typeFiles } from '../../metadata/emit-types.ts'
import { deploy, undoDeploy } from '../../org/deploy.ts'
import { retrieve } from '../../org/retrieve.ts'
import { allowOnly } from '../allow-only.ts'
import { sessionOf } from '../authenticate.ts'
import { bodyObject } from '../request-body.ts'
import { requirePermission } from '../require-permission.ts'
import { sendValue } from '../respond.ts'

/** Metadata in and out: deploy, check, undo, retrieve, and the types that hooks are written against. */
export function deployRoutes(): Router {
  const router = Router()

  router.post('/deploy', requirePermission('ModifyMetadata'), async (request, response) => {
    const { org, principal } = sessionOf(response)
    const { files, check } = bodyObject(request.body)
    const options = { who: principal.username, check: check === true }
    sendValue(response, await deploy(org, sourceFiles(files), options))
  })
  router.all('/deploy', allowOnly('POST'))

  router.post('/deploy/undo', requirePermission('ModifyMetadata'), async (request, response) => {
    const { org, principal } = sessionOf(response)
    const { check } = bodyObject(request.body ?? {})
    sendValue(response, await undoDeploy(org, { who: principal.username, check: check === true }))
  })
  router.all('/deploy/undo', allowOnly('POST'))

  router.get('/metadata', requirePermission('ViewSetup'), (_request, response) => {
    const { org } = sessionOf(response)
    sendValue(response, { number: org.model.version, files: retrieve(org) })
  })
  router.all('/metadata', allowOnly('GET'))

  router.get('/types', requirePermission('ViewSetup'), (_request, response) => {
    sendValue(response, Object.fromEntries(typeFiles(sessionOf(response).org.model)))
  })
  router.all('/types', allowOnly('GET'))

  return router
}

function sourceFiles(value: unknown): readonly SourceFile[] {
  if (Array.isArray(value) && value.every(isSourceFile)) return value
  throw new AtelierError(
    'INVALID_INPUT',
    '"files" must be a list of {package, path, text}: all files of all packages.',
  )
}

function isSourceFile(value: unknown): value is SourceFile {
  if (value === null || typeof value !== 'object') return false
  const { package: name, path, text } = value as Record<string, unknown>
  return [name, path, text].every(part => typeof part === 'string')
}
