import { type Request, type Response, Router } from 'express'
import { AtelierError } from '../../kernel/errors.ts'
import { confirmPassword, setPassword } from '../../org/passwords.ts'
import { passwordSettingsPage } from '../../ui/pages/password-settings.ts'
import { errorText } from '../../ui/problem-text.ts'
import { startSession, visitOf } from '../browser-session.ts'
import { sourceOf } from '../login-source.ts'
import { leaveNotice } from '../notices.ts'
import { requireOneself } from '../require-permission.ts'
import { sendPage } from '../send-page.ts'

/** What people set for themselves behind the login: another password. */
export function settingsPageRoutes(): Router {
  const router = Router()
  router.use('/settings', requireOneself)

  router.get('/settings/password', async (_request, response) => {
    await sendPage(response, await passwordSettingsPage(visitOf(response), ''))
  })
  router.post('/settings/password', async (request, response) => {
    const problem = await changePassword(request, response)
    if (problem !== '') return sendPage(response, await passwordSettingsPage(visitOf(response), problem))
    leaveNotice(request, response, { message: 'notice.password', what: '', undo: '' })
    response.redirect(303, '/lightning/page/home')
  })

  return router
}

/** What is wrong; empty: it is changed, and this session is another one. */
async function changePassword(request: Request, response: Response): Promise<string> {
  const { org, principal } = visitOf(response).session
  const { old = '', password = '' } = request.body as Readonly<Record<string, string>>
  try {
    await confirmPassword(org, principal, String(old), sourceOf(request))
    await setPassword(org, principal.userId, String(password), { who: principal.username })
  } catch (error) {
    if (error instanceof AtelierError && error.status === 400)
      return errorText(visitOf(response).viewer, error)
    throw error
  }
  await startSession(org, request, response, { userId: principal.userId })
  return ''
}
