import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import { askSecret } from '../ask-secret.ts'
import { reasonOf } from '../client.ts'
import { answers, serverUrl } from '../connect.ts'
import { readProject } from '../read-project.ts'
import { CommandError } from '../report.ts'
import { saveLogin } from '../saved-logins.ts'

export function registerLogin(program: Command): void {
  program
    .command('login')
    .description('Log in to the server of ATELIER_URL, for the commands that follow.')
    .option('--username <name>', 'who logs in', 'admin@atelier.local')
    .addHelpText(
      'after',
      '\nThe password is asked for; without a terminal it is read from ATELIER_PASSWORD or from the input.',
    )
    .action(runLogin)
}

async function runLogin({ username }: { username: string }): Promise<void> {
  const url = serverUrl(process.env, readProject())
  if (!(await answers(url)))
    throw new CommandError([
      `No Atelier answers at ${url}. Is the address right (ATELIER_URL), and does it run?`,
    ])
  const password = process.env.ATELIER_PASSWORD ?? (await readPassword(username))
  if (password === '')
    throw new CommandError(['No password was given: type it, pipe it in, or set ATELIER_PASSWORD.'])
  await saveLogin(url, await requestToken(url, username, password))
  console.log(`Logged in to ${url} as ${username}.`)
}

async function requestToken(url: string, username: string, password: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'password', username, password })
  const response = await fetch(`${url}/services/oauth2/token`, { method: 'POST', body }).catch(error => {
    throw new CommandError([`${url} does not answer: ${reasonOf(error)}`])
  })
  const answer = (await response.json().catch(() => ({}))) as { access_token?: string; error?: string }
  if (answer.error === 'invalid_grant')
    throw new CommandError([`${url} refused ${username}: the name or the password is wrong.`])
  if (answer.access_token) return answer.access_token
  throw new CommandError([`${url} answered ${response.status}: is it Atelier?`])
}

async function readPassword(username: string): Promise<string> {
  if (process.stdin.isTTY) return askSecret(`Password of ${username}: `)
  return (await text(process.stdin)).replace(/\r?\n$/, '')
}
