import type { Page } from '../visit.ts'
import { outside } from './login.ts'

interface TwoFactorForm {
  /** Base 32, to be typed into an authenticator. */
  readonly secret: string
  /** `otpauth://…`: opens one on this device. */
  readonly uri: string
  readonly csrf: string
  readonly problem: string
}

/** Sets up an authenticator. */
export function twoFactorPage(form: TwoFactorForm): Promise<Page> {
  const groups = form.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')
  const content = { ...form, groups, title: 'twoFactor.title' }
  return outside('two-factor', content, form.problem === '' ? 200 : 422)
}

/** Codes for the day on which the authenticator is lost, shown this once. */
export function recoveryPage(codes: readonly string[]): Promise<Page> {
  return outside('recovery-codes', { codes, title: 'twoFactor.codes' })
}
