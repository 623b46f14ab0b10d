import { type KeptForm, keptControls } from '../kept-form.ts'
import type { Page } from '../visit.ts'
import { outside } from './login.ts'

interface TwoFactorForm {
  /** Base 32, to be typed into an authenticator. */
  readonly secret: string
  /** `otpauth://…`: opens one on this device. */
  readonly uri: string
  readonly csrf: string
  readonly problem: string
  /** Where to go afterwards. */
  readonly startURL: string
  /** The form that came without a session, and as one text. */
  readonly kept?: KeptForm | undefined
  readonly keptText: string
  /** Such a form was too large to be kept. */
  readonly isLost: boolean
}

/** Sets up an authenticator. */
export function twoFactorPage(form: TwoFactorForm): Promise<Page> {
  const groups = form.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')
  const content = { ...form, groups, title: 'twoFactor.title' }
  return outside('two-factor', content, form.problem === '' ? 200 : 422)
}

interface Onward {
  readonly start: string
  readonly kept: KeptForm | undefined
  readonly csrf: string
}

/** Codes for the day on which the authenticator is lost, shown this once, and the way on from them. */
export function recoveryPage(codes: readonly string[], { start, kept, csrf }: Onward): Promise<Page> {
  const form = kept && { ...kept, fields: keptControls(kept, csrf) }
  return outside('recovery-codes', { codes, start, form, title: 'twoFactor.codes' })
}
