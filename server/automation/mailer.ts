import type { Transporter } from 'nodemailer'
import { emit } from '../kernel/observe.ts'
import { markFailed, markSent, type QueuedMail, takeMail } from '../org/outbox.ts'
import type { Database } from '../storage/database.ts'
import { DatabaseError } from '../storage/pg-errors.ts'

export interface MailerOptions {
  readonly database: Database
  /** `smtp://user:password@host:port`; undefined: mails are printed to the log. */
  readonly mailUrl: string | undefined
  readonly mailFrom: string
}

export interface Mailer {
  /** Sends what is due now. */
  send(): Promise<void>
  stop(): Promise<void>
}

/** Milliseconds between two looks into the outbox. */
const PAUSE = 2000

/** Minutes before each further attempt; then the mail is given up. */
const RETRIES = [1, 5, 30, 180]

/** Sends the mails of the outbox, one at a time on each node. */
export function startMailer(options: MailerOptions): Mailer {
  const open = openTransport(options.mailUrl)
  let sending: Promise<void> | undefined
  let stopped = false
  const send = (): Promise<void> => {
    sending ??= sendDue(options, open, () => stopped).finally(() => {
      sending = undefined
    })
    return sending
  }
  const timer = setInterval(() => void send().catch(warn), PAUSE)
  timer.unref()
  return {
    send,
    stop: async () => {
      stopped = true
      clearInterval(timer)
      await sending?.catch(() => undefined)
    },
  }
}

/** That the database is gone is said once, elsewhere; the mails wait in it. */
function warn(error: unknown): void {
  if (error instanceof DatabaseError && error.code === 'SERVER_UNAVAILABLE') return
  emit('warning', { message: 'Mails could not be sent.', error })
}

/** Gives undefined when there is nothing to send with, and the log has to do. */
type Open = () => Promise<Transporter | undefined>

function openTransport(mailUrl: string | undefined): Open {
  let transport: Promise<Transporter> | undefined
  const open = async (url: string): Promise<Transporter> => (await import('nodemailer')).createTransport(url)
  return async () => {
    if (mailUrl === undefined) return undefined
    transport ??= open(mailUrl)
    return transport
  }
}

async function sendDue(options: MailerOptions, open: Open, isStopped: () => boolean): Promise<void> {
  const { database } = options
  while (!isStopped()) {
    const mail = await takeMail(database)
    if (!mail) return
    try {
      await deliver(await open(), options.mailFrom, mail)
      await markSent(database, mail.id)
    } catch (error) {
      emit('warning', { message: `A mail to ${mail.recipient} could not be sent.`, error })
      await markFailed(database, mail.id, (error as Error).message, RETRIES[mail.attempts - 1])
    }
  }
}

async function deliver(transport: Transporter | undefined, from: string, mail: QueuedMail): Promise<void> {
  const { recipient: to, subject, body: text } = mail
  if (transport) await transport.sendMail({ from, to, subject, text })
  else
    emit('info', {
      message: `No mail server is set (ATELIER_MAIL_URL). To: ${to}\nSubject: ${subject}\n\n${text}`,
    })
}
