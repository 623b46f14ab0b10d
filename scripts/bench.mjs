import { join } from 'node:path'
import { installMissing } from './install.mjs'

installMissing()
process.chdir(join(import.meta.dirname, '..'))
const { importBuilt } = await import('./build.mjs')
await importBuilt('scripts/bench/main.ts')
