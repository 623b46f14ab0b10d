#!/usr/bin/env node
import { installMissing } from './install.mjs'

installMissing()
const { register } = await import('tsx/esm/api')
register()
const { runCommandLine } = await import('./cli/command-line.ts')
const { endWithReader } = await import('./cli/terminal.ts')
endWithReader()
await runCommandLine(process.argv)
