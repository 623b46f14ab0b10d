import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { CommandError } from './report.ts'

/** Of this user, for all projects. */
function loginsFile(): string {
  return join(homedir(), '.atelier', 'logins.json')
}

/** The token of `atelier login` for the server; refuses with what to run when there is none. */
export async function savedLogin(url: string): Promise<string> {
  const token = (await readLogins())[url]
  if (token) return token
  throw new CommandError([`You are not logged in to ${url}. Run: ATELIER_URL=${url} npx atelier login`])
}

export async function saveLogin(url: string, token: string): Promise<void> {
  await mkdir(dirname(loginsFile()), { recursive: true, mode: 0o700 })
  const text = JSON.stringify({ ...(await readLogins()), [url]: token }, null, 2)
  await writeFile(loginsFile(), text, { mode: 0o600 })
}

async function readLogins(): Promise<Record<string, string>> {
  try {
    return JSON.parse(await readFile(loginsFile(), 'utf8'))
  } catch {
    return {}
  }
}
