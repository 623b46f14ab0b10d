import { readdir, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { showPath } from '../../../server/kernel/show-path.ts'
import { nearest } from '../../../server/rules/nearest.ts'
import { CommandError } from '../report.ts'

const IMPORTED = /\.(?:csv|tsv|txt|xlsx)$/i
const MOST_LISTED = 5

/** The size of the file in bytes. Refuses what is no file with something in it, before anything is sent. */
export async function checkInputFile(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined)
  if (!found) throw new CommandError([`There is no file ${showPath(path)}.`, ...(await suggestFile(path))])
  if (found.isDirectory())
    throw new CommandError([
      `${showPath(path)} is a folder: name the file in it.`,
      ...listFiles(await importedFiles(path)),
    ])
  if (!found.isFile()) throw new CommandError([`${showPath(path)} is no file that can be read twice.`])
  if (found.size === 0) throw new CommandError([`${showPath(path)} is empty.`])
  return found.size
}

async function suggestFile(path: string): Promise<readonly string[]> {
  const meant = nearest(basename(path), await importedFiles(dirname(path)))
  return meant === undefined ? [] : [`    Did you mean "${meant}"?`]
}

async function importedFiles(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter(name => IMPORTED.test(name)).sort()
}

function listFiles(names: readonly string[]): readonly string[] {
  if (names.length === 0) return []
  const more = names.length > MOST_LISTED ? ' …' : ''
  return [`    It has ${names.slice(0, MOST_LISTED).join(', ')}${more}`]
}
