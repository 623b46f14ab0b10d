import { readdir } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** `.ts` as it is written, `.js` where it is translated. */
const EXTENSION = extname(import.meta.url)

/**
 * The default exports of all modules of a folder, by file order: how registries find their members.
 * A sub-folder counts through its `index.ts`.
 */
export async function loadFolder<Member>(folder: string): Promise<readonly Member[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const files = entries
    .map(entry => (entry.isDirectory() ? join(entry.name, `index${EXTENSION}`) : entry.name))
    .filter(name => name.endsWith(EXTENSION) && !name.endsWith('.d.ts'))
    .sort()
  const modules = await Promise.all(files.map(file => import(pathToFileURL(join(folder, file)).href)))
  return Object.freeze(modules.map(module => (module as { default: Member }).default))
}
