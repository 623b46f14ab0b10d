import { readAssets } from '../assets.ts'
import { type KeptForm, keptControls } from '../kept-form.ts'
import type { Page } from '../visit.ts'

/** Somebody else who says who people are: a button on the page. */
export interface LoginProvider {
  readonly label: string
  readonly address: string
}

interface LoginForm {
  readonly csrf: string
  /** Of the message catalogue; empty: nothing is wrong. */
  readonly problem: string
  readonly username: string
  /** Where to go after the login. */
  readonly startURL: string
  readonly providers?: readonly LoginProvider[]
  /** The form that came without a session, and as one text. */
  readonly kept?: KeptForm | undefined
  readonly keptText?: string
  /** Such a form was too large to be kept. */
  readonly isLost?: boolean
}

export async function loginPage({ providers = [], ...form }: LoginForm): Promise<Page> {
  return outside('sign-in', { ...form, providers, title: 'login.title' }, form.problem === '' ? 200 : 400)
}

interface KeptProof {
  readonly csrf: string
  /** Of the message catalogue. */
  readonly heading: string
}

/** Leads from a login to the form that was kept meanwhile: there it is shown, and not saved. */
export function keptFormPage(kept: KeptForm, { csrf, heading }: KeptProof, status = 200): Promise<Page> {
  return outside('kept-form', { ...kept, fields: keptControls(kept, csrf), title: heading }, status)
}

/** Asks whose password is forgotten. */
export function forgotPage(csrf: string, isSent: boolean): Promise<Page> {
  return outside('forgot-password', { csrf, isSent, title: 'forgot.title' })
}

/** A page for people who are not logged in. */
export async function outside(template: string, content: object, status = 200): Promise<Page> {
  const model = { ...content, assets: await readAssets() }
  return { template, status, model }
}
