import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { toLogical } from './logical-css.ts'

const require = createRequire(import.meta.url)

type Sources = Readonly<Record<string, string>>

/** The style sheet with those rules of SLDS that templates use, the script, and the icons that templates name. */
export async function buildAssets(
  folder: string,
  sources: Sources,
): Promise<Readonly<Record<'styles' | 'script' | 'rules' | 'icons', string>>> {
  const [styles, script, rules, icons] = await Promise.all([
    buildStyles(sources),
    buildScript(folder, 'main.ts'),
    buildScript(folder, 'rules.ts'),
    buildIcons(sources),
  ])
  return { styles, script, rules, icons }
}

async function buildStyles(sources: Sources): Promise<string> {
  const { PurgeCSS } = await import('purgecss')
  const path = require.resolve(
    '@salesforce-ux/design-system/assets/styles/salesforce-lightning-design-system.css',
  )
  const own = sources['app.css'] ?? ''
  const whole = (await readFile(path, 'utf8')).replaceAll(/@font-face\s*\{[^}]*\}|@charset[^;]*;/g, '')
  const used = Object.entries(sources)
    .filter(([name]) => /\.(?:hbs|ts)$/.test(name))
    .map(([, raw]) => ({ raw, extension: 'html' }))
  const [purged] = await new PurgeCSS().purge({
    content: [...used, { raw: '<html><body>', extension: 'html' }],
    css: [{ raw: whole }],
    variables: true,
    keyframes: true,
    fontFace: true,
  })
  // In a layer of its own: whatever app.css says wins.
  const esbuild = await import('esbuild')
  const { code } = await esbuild.transform(`@layer slds{${toLogical(purged?.css ?? '')}}\n${own}`, {
    loader: 'css',
    minify: true,
    legalComments: 'none',
    target: 'chrome115',
  })
  return `/*! SLDS, BSD-3-Clause, (c) salesforce.com */\n${code}`
}

async function buildScript(folder: string, entry: string): Promise<string> {
  const esbuild = await import('esbuild')
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(folder, 'islands', entry)],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    write: false,
    legalComments: 'none',
    logLevel: 'silent',
  })
  return outputFiles[0]?.text ?? ''
}

const NAMED = /\bicon "([a-z0-9-]+)"/g

/** One file of symbols (lucide, ISC): `<use href="…#plus">` draws one. */
async function buildIcons(sources: Sources): Promise<string> {
  const names = new Set(
    Object.values(sources).flatMap(text => [...text.matchAll(NAMED)].map(([, name]) => name)),
  )
  const folder = join(dirname(require.resolve('lucide-static/package.json')), 'icons')
  const symbols = await Promise.all(
    [...names].sort().map(async name => {
      const svg = await readFile(join(folder, `${name}.svg`), 'utf8')
      const body = svg.replace(/^[\s\S]*?<svg[^>]*>/, '').replace(/<\/svg>\s*$/, '')
      return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${body.replaceAll(/\s+/g, ' ')}</symbol>`
    }),
  )
  return `<svg xmlns="http://www.w3.org/2000/svg"><!-- lucide, ISC License -->${symbols.join('')}</svg>`
}
