import { randomUUID } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'

/**
 * Writes a file that has changed. Whoever looks meanwhile, or writes the same file, meets the old one or the new
 * one, and nothing in between.
 */
export async function writeWhole(file: string, text: string): Promise<void> {
  const before = await readFile(file, 'utf8').catch(() => undefined)
  if (before === text) return
  const part = `${file}.${randomUUID()}`
  try {
    await writeFile(part, text)
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}
