import type { Request, Response } from 'express'
import { type KeptForm, writeKept } from '../ui/kept-form.ts'
import { ownAddress } from '../ui/outcome.ts'
import { loginPage } from '../ui/pages/login.ts'
import { activeProviders, startAddress } from './auth-providers.ts'
import { requestOrg } from './authenticate.ts'
import { HOME } from './browser-session.ts'
import type { HttpDependencies } from './dependencies.ts'
import { giveProof, type PageCookie } from './page-proof.ts'
import { parametersOf, sendPage } from './send-page.ts'
import { formOf } from './token-request.ts'

/** Of the page on which people log in to the pages. */
export const SIGN_IN: PageCookie = { name: 'atelier_sign_in', path: '/login' }

interface LoginRequest {
  /** Of the message catalogue; left out: nothing is wrong. */
  readonly problem?: string
  /** Where to go after the login; left out: where the request says. */
  readonly start?: string
  /** The form that came without a session, shown again after the login. */
  readonly kept?: KeptForm | undefined
  /** Such a form was too large to be kept. */
  readonly isLost?: boolean
}

/** Asks for name and password. */
export async function sendLogin(
  dependencies: HttpDependencies,
  request: Request,
  response: Response,
  { problem = '', start, kept, isLost = false }: LoginRequest = {},
): Promise<void> {
  const { username = '', startURL = '' } = start === undefined ? askedOf(request) : { startURL: start }
  const csrf = giveProof(request, response, SIGN_IN)
  const address = ownAddress(startURL, HOME)
  const providers = activeProviders(requestOrg(dependencies, request)).map(provider => ({
    label: provider.label,
    address: startAddress(provider, { startURL: address }),
  }))
  const held = { kept, keptText: kept ? writeKept(kept) : '', isLost }
  await sendPage(
    response,
    await loginPage({ csrf, problem, username, startURL: address, providers, ...held }),
  )
}

function askedOf(request: Request): { readonly username?: string; readonly startURL?: string } {
  return { ...parametersOf(request), ...formOf(request) }
}
