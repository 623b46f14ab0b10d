import { readdir } from 'node:fs/promises'

/**
 * The default exports of all modules of a folder, by file order: how registries find their members. A sub-folder is
 * a member too. The registry itself imports them by name, so that bundles have them.
 */
export async function loadFolder<Member>(
  folder: URL,
  importMember: (name: string) => Promise<{ readonly default: Member }>,
): Promise<readonly Member[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries
    .filter(entry => entry.isDirectory() || /(?<!\.d)\.ts$/.test(entry.name))
    .map(entry => entry.name.replace(/\.ts$/, ''))
    .sort()
  const modules = await Promise.all(names.map(importMember))
  return Object.freeze(modules.map(module => module.default))
}
