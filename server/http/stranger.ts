import type { Request } from 'express'
import type { Stranger } from '../ui/pages/web-form.ts'
import { requestOrg } from './authenticate.ts'
import type { HttpDependencies } from './dependencies.ts'
import { languageOf } from './language-of.ts'

/** Somebody who is not logged in, in the languages that the browser asks for. */
export async function strangerOf(dependencies: HttpDependencies, request: Request): Promise<Stranger> {
  const org = requestOrg(dependencies, request)
  const { principal, ...session } = await dependencies.systemSession(org)
  const language = languageOf(request)
  const viewer = { userId: '', name: '', username: '', locale: language, language, timeZone: org.timeZone }
  return { session: Object.freeze({ ...session, principal: { ...principal, language } }), viewer }
}
