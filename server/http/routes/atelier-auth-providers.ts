import { type Request, Router } from 'express'
import { type AuthProviderModel, authProvidersOf } from '../../metadata/types/auth-provider/compile.ts'
import {
  findProviderSecret,
  removeProviderSecret,
  setProviderSecret,
} from '../../org/auth-provider-secrets.ts'
import type { Org } from '../../org/session.ts'
import { allowOnly } from '../allow-only.ts'
import { sessionOf } from '../authenticate.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { requireOneself, requirePermission } from '../require-permission.ts'
import { notFound, sendNothing, sendValue } from '../respond.ts'
import { callbackUrl, givenSecret } from '../sso.ts'
import { textOf } from './passwords.ts'

/** Auth providers as they are deployed, and their secrets, which stand in no file and are never shown. */
export function authProviderRoutes(dependencies: HttpDependencies): Router {
  const router = Router()
  const path = '/auth-providers'
  const guards = [requirePermission('ModifyMetadata'), requireOneself]

  router.get(path, ...guards, async (_request, response) => {
    const { org } = sessionOf(response)
    const providers = [...authProvidersOf(org.model).values()]
    sendValue(response, await Promise.all(providers.map(provider => show(dependencies, org, provider))))
  })
  router.all(path, allowOnly('GET'))

  router.put(`${path}/:provider/secret`, ...guards, async (request, response) => {
    const { org, principal } = sessionOf(response)
    await setProviderSecret(org, providerOf(org, request), textOf(request, 'secret'), principal.username)
    sendNothing(response)
  })
  router.delete(`${path}/:provider/secret`, ...guards, async (request, response) => {
    const { org, principal } = sessionOf(response)
    if (!(await removeProviderSecret(org, providerOf(org, request), principal.username))) throw notFound()
    sendNothing(response)
  })
  router.all(`${path}/:provider/secret`, allowOnly('PUT', 'DELETE'))

  return router
}

function providerOf({ model }: Org, request: Request): AuthProviderModel {
  const provider = authProvidersOf(model).get(String(request.params.provider).toLowerCase())
  if (!provider) throw notFound()
  return provider
}

/** What an administrator needs to register the org at the provider. */
async function show(dependencies: HttpDependencies, org: Org, provider: AuthProviderModel) {
  const { name, label, issuer, active } = provider
  const secret = (await findProviderSecret(org, provider)) ?? givenSecret(dependencies, org, provider)
  const hasSecret = secret !== undefined
  return { name, label, issuer, active, hasSecret, callbackUrl: callbackUrl(dependencies, org, provider) }
}
