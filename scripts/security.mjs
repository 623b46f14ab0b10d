import { join } from 'node:path'
import { installMissing } from './install.mjs'

installMissing()
process.chdir(join(import.meta.dirname, '..'))
const { runBuilt } = await import('./build.mjs')
await runBuilt('security')
