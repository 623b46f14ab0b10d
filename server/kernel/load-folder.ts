import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * The default exports of all modules of a folder, by file order: how registries find their members.
 * A sub-folder counts through its `index.ts`.
 */
export async function loadFolder<Member>(folder: string): Promise<readonly Member[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const files = entries
    .map(entry => (entry.isDirectory() ? join(entry.name, 'index.ts') : entry.name))
    .filter(name => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .sort()
  const modules = await Promise.all(files.map(file => import(pathToFileURL(join(folder, file)).href)))
  return Object.freeze(modules.map(module => (module as { default: Member }).default))
}
