import { randomBytes } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The password that was made for the administrator of a new org waits in the data folder until somebody was shown it:
 * a start that ends between the two does not lose it.
 */
export async function makeFirstPassword(dataDir: string): Promise<string> {
  const password = (await readFirstPassword(dataDir)) ?? randomBytes(12).toString('base64url')
  await writeFile(fileOf(dataDir), password, { mode: 0o600 })
  return password
}

/** Undefined: it was shown, or somebody chose one. */
export async function readFirstPassword(dataDir: string): Promise<string | undefined> {
  const text = await readFile(fileOf(dataDir), 'utf8').catch(() => '')
  return text || undefined
}

export async function forgetFirstPassword(dataDir: string): Promise<void> {
  await rm(fileOf(dataDir), { force: true })
}

function fileOf(dataDir: string): string {
  return join(dataDir, 'admin.password')
}
