import type { Request } from 'express'
import type { Message } from '../kernel/message.ts'
import { emit } from '../kernel/observe.ts'
import { sendPasswordReset } from '../org/password-reset.ts'
import { messageFor } from '../ui/problem-text.ts'
import { requestOrg } from './authenticate.ts'
import type { HttpDependencies } from './dependencies.ts'

/**
 * Mails the user of that name a link to set another password. Called when the answer has gone: neither its words nor
 * its time say whether there is such a user.
 */
export function mailPasswordLink(dependencies: HttpDependencies, request: Request, username: string): void {
  const org = requestOrg(dependencies, request)
  const mail = {
    publicUrl: dependencies.publicUrl(org),
    inWords: (language: string, message: Message) => messageFor({ language }, message),
  }
  sendPasswordReset(org, username, mail).catch((error: unknown) => {
    emit('warning', { message: 'A link to set a password could not be sent.', error })
  })
}
