import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import { readConfig } from '../../../server/kernel/config.ts'
import { saveLogin } from '../connect.ts'
import { CommandError } from '../report.ts'

export function registerLogin(program: Command): void {
  program
    .command('login')
    .description(
      'Log in to the server of ATELIER_URL; the password is asked for, or read from ATELIER_PASSWORD.',
    )
    .option('--username <name>', 'who logs in', 'admin@atelier.local')
    .action(runLogin)
}

async function runLogin({ username }: { username: string }): Promise<void> {
  const url = process.env.ATELIER_URL ?? `http://localhost:${readConfig(process.env, process.cwd()).port}`
  const password = process.env.ATELIER_PASSWORD ?? (await askPassword(username))
  const body = new URLSearchParams({ grant_type: 'password', username, password })
  const response = await fetch(`${url}/services/oauth2/token`, { method: 'POST', body }).catch(error => {
    throw new CommandError([`${url} does not answer: ${(error as Error).message}`])
  })
  if (!response.ok) throw new CommandError([`${url} refused ${username}: the name or the password is wrong.`])
  const { access_token: token } = (await response.json()) as { access_token: string }
  await saveLogin(url, token)
  console.log(`Logged in to ${url} as ${username}.`)
}

async function askPassword(username: string): Promise<string> {
  if (!process.stdin.isTTY) throw new CommandError(['There is no terminal to ask on: set ATELIER_PASSWORD.'])
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await terminal.question(`Password of ${username}: `)
  } finally {
    terminal.close()
  }
}
