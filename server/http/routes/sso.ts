import { Router } from 'express'
import { allowOnly } from '../allow-only.ts'
import { activeProvider } from '../auth-providers.ts'
import { requestOrg } from '../authenticate.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { sendMessagePage } from '../login-pages.ts'
import { SECRET_PAGE_HEADERS } from '../page-headers.ts'
import { acceptCallback, acceptCode, beginSso } from '../sso.ts'
import { proceed, refuseSso } from '../sso-arrival.ts'
import { CODE_PATH, SSO_PATH, targetOf } from '../sso-target.ts'
import { readForm } from '../token-request.ts'

const SILENT = 'sso.problem.silent'

/** Login with an auth provider: out to it, back from it, and the second factor when it has asked for none. */
export function ssoRoutes(dependencies: HttpDependencies): Router {
  const router = Router()

  router.get(`${SSO_PATH}/sso/:provider`, async (request, response) => {
    const org = requestOrg(dependencies, request)
    const provider = activeProvider(org, request.params.provider)
    const target = await targetOf(org, request)
    if (!provider || !target) return refuseSso(response)
    const url = await beginSso(dependencies, { org, provider, request, response }, target)
    if (url === undefined) return sendMessagePage(response, SILENT, 503)
    response.set(SECRET_PAGE_HEADERS).redirect(303, url)
  })
  router.all(`${SSO_PATH}/sso/:provider`, allowOnly('GET'))

  router.get(`${SSO_PATH}/callback/:provider`, async (request, response) => {
    const org = requestOrg(dependencies, request)
    const provider = activeProvider(org, request.params.provider)
    const login = provider && (await acceptCallback(dependencies, { org, provider, request, response }))
    if (!provider || !login) return refuseSso(response)
    await proceed({ org, provider, request, response }, login)
  })
  router.all(`${SSO_PATH}/callback/:provider`, allowOnly('GET'))

  router.post(CODE_PATH, ...readForm, async (request, response) => {
    const org = requestOrg(dependencies, request)
    const login = await acceptCode(org, request)
    const provider = activeProvider(org, login?.provider)
    if (!provider || !login) return refuseSso(response)
    await proceed({ org, provider, request, response }, login)
  })
  router.all(CODE_PATH, allowOnly('POST'))

  return router
}
