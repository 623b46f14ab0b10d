import { extname } from 'node:path'

/**
 * The module `name` beside the one whose `import.meta.url` is given: both are TypeScript, or both its translation
 * (scripts/build.mjs). For modules that are not imported but read or run.
 */
export function moduleBeside(url: string, name: string): URL {
  return new URL(`${name}${extname(url)}`, url)
}
