#!/usr/bin/env node
import { installMissing } from './install.mjs'

installMissing()
const { runBuilt } = await import('./build.mjs')
await runBuilt('atelier')
