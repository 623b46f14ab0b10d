import { type Request, type Response, Router } from 'express'
import { AtelierError } from '../../kernel/errors.ts'
import { resetPassword } from '../../org/password-reset.ts'
import { type PasswordPage, passwordPageModel } from '../../ui/password-page.ts'
import { errorText } from '../../ui/problem-text.ts'
import { renderPage } from '../../ui/render.ts'
import { allowOnly } from '../allow-only.ts'
import { requestOrg } from '../authenticate.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { languageOf } from '../language-of.ts'
import { SECRET_PAGE_HEADERS } from '../page-headers.ts'
import { formOf, readForm } from '../token-request.ts'

/** What a link in a mail opens: a form for another password. The link's secret is the form's proof of origin, too. */
export function passwordPage(dependencies: HttpDependencies): Router {
  const router = Router()

  router.get('/password', async (request, response) => {
    const { token } = request.query
    await sendPage(request, response, passwordPageModel(typeof token === 'string' ? token : ''))
  })

  router.post('/password', ...readForm, async (request, response) => {
    const { token = '' } = formOf(request)
    const problem = await trySet(dependencies, request)
    const page = passwordPageModel(token, { problem, done: problem === '' })
    await sendPage(request, response, page, problem === '' ? 200 : 400)
  })

  router.all('/password', allowOnly('GET', 'POST'))

  return router
}

/** What is wrong with the password or the link; empty: it is set. */
async function trySet(dependencies: HttpDependencies, request: Request): Promise<string> {
  const { token = '', password = '' } = formOf(request)
  try {
    await resetPassword(requestOrg(dependencies, request), token, password)
    return ''
  } catch (error) {
    if (error instanceof AtelierError && error.status === 400)
      return errorText({ language: languageOf(request) }, error)
    throw error
  }
}

async function sendPage(
  request: Request,
  response: Response,
  page: PasswordPage,
  status = 200,
): Promise<void> {
  const html = await renderPage('password', { ...page, language: languageOf(request) })
  response.status(status).set(SECRET_PAGE_HEADERS).type('html').send(html)
}
