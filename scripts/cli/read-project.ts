import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Config, readConfig } from '../../server/kernel/config.ts'

/** The configuration of the project that this folder is in: the nearest one upwards that has `metadata/`. */
export function readProject(env: NodeJS.ProcessEnv = process.env): Config {
  return readConfig(env, projectFolder(process.cwd()) ?? process.cwd())
}

function projectFolder(folder: string): string | undefined {
  if (existsSync(join(folder, 'metadata'))) return folder
  const parent = dirname(folder)
  return parent === folder ? undefined : projectFolder(parent)
}
