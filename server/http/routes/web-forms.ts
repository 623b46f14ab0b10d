import { type Request, type Response, Router } from 'express'
import { countWebForm } from '../../org/web-form-counts.ts'
import type { FormBody } from '../../ui/form-input.ts'
import {
  createFromWebForm,
  refuseWebForm,
  type Stranger,
  webFormPage,
  webFormSentPage,
} from '../../ui/pages/web-form.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { sourceOf } from '../login-source.ts'
import { sendPage } from '../send-page.ts'
import { strangerOf } from '../stranger.ts'
import { readForm } from '../token-request.ts'
import { isTrap, openGuard, whyRefused } from '../web-form-guard.ts'

/** Forms for people without a login. */
export function webFormRoutes(dependencies: HttpDependencies): Router {
  const router = Router()

  router.get('/forms/:form', async (request, response) => {
    const { form } = request.params
    const stranger = await strangerOf(dependencies, request)
    await sendPage(
      response,
      await webFormPage(stranger, form, openGuard(stranger.session.org, form, request, response)),
    )
  })

  router.get('/forms/:form/sent', async (request, response) => {
    await sendPage(
      response,
      await webFormSentPage(await strangerOf(dependencies, request), request.params.form),
    )
  })

  router.post('/forms/:form', ...readForm, async (request, response) => {
    const form = String(request.params.form)
    const stranger = await strangerOf(dependencies, request)
    const page = isTrap(request) ? undefined : await takeForm(dependencies, stranger, request, response)
    if (page) return sendPage(response, page)
    response.redirect(303, `/forms/${encodeURIComponent(form)}/sent`)
  })

  return router
}

/** Undefined: the record was made. Robots that fall into the trap hear the same. */
async function takeForm(
  { hooks }: HttpDependencies,
  stranger: Stranger,
  request: Request,
  response: Response,
) {
  const { org } = stranger.session
  const form = String(request.params.form)
  const body = request.body as FormBody
  const why = whyRefused(org, form, request)
  const guard = openGuard(org, form, request, response, why)
  if (why !== '') return refuseWebForm(stranger, form, body, guard, why)
  if (!(await countWebForm(org, sourceOf(request).address)))
    return { ...(await refuseWebForm(stranger, form, body, guard, 'webForm.problem.often')), status: 429 }
  return createFromWebForm(stranger, form, body, { guard, hooks: hooks.port })
}
