#!/usr/bin/env node
import { installMissing } from './install.mjs'

installMissing()
const { importBuilt } = await import('./build.mjs')
const { runCommandLine } = await importBuilt('scripts/cli/command-line.ts')
const { endWithReader } = await importBuilt('scripts/cli/terminal.ts')
endWithReader()
await runCommandLine(process.argv)
