import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { buildAssets } from './build-assets.ts'

export interface Asset {
  readonly type: string
  readonly text: string
  readonly brotli: Buffer
  readonly gzip: Buffer
}

/** Addresses of what pages load; each has the hash of its content in it. */
export interface Assets {
  readonly styles: string
  readonly script: string
  /** What forms with rules load on top. */
  readonly rules: string
  readonly icons: string
}

interface Built {
  readonly addresses: Assets
  readonly files: ReadonlyMap<string, Asset>
}

const ROOT = join(import.meta.dirname, '..', '..')
const TEMPLATES = join(ROOT, 'ui-templates')
const KEPT = join(ROOT, '.atelier', 'ui')

const TYPES = {
  styles: { ending: 'css', type: 'text/css; charset=utf-8' },
  rules: { ending: 'js', type: 'text/javascript; charset=utf-8' },
  script: { ending: 'js', type: 'text/javascript; charset=utf-8' },
  icons: { ending: 'svg', type: 'image/svg+xml' },
} as const

let building: Promise<Built> | undefined

function built(): Promise<Built> {
  building ??= build()
  building.catch(() => {
    building = undefined
  })
  return building
}

/** Built from `ui-templates/` and the libraries when first asked for, and kept for later starts. */
export async function readAssets(): Promise<Assets> {
  return (await built()).addresses
}

/** An asset by its address. */
export async function findAsset(address: string): Promise<Asset | undefined> {
  return (await built()).files.get(address)
}

async function build(): Promise<Built> {
  const sources = await readSources()
  const libraries = await readFile(join(ROOT, 'package.json'), 'utf8')
  const builder = await readFile(join(import.meta.dirname, 'build-assets.ts'), 'utf8')
  const state = hashOf(JSON.stringify([sources, libraries, builder]))
  const texts = (await readKept(state)) ?? (await buildAndKeep(state, sources))
  const files = new Map<string, Asset>()
  const addresses: Record<string, string> = {}
  for (const [name, { ending, type }] of Object.entries(TYPES)) {
    const text = texts[name as keyof Assets]
    const address = `/assets/${name}-${hashOf(text).slice(0, 12)}.${ending}`
    addresses[name] = address
    files.set(address, { type, text, brotli: compress(text), gzip: gzipSync(text, { level: 9 }) })
  }
  return { addresses: addresses as unknown as Assets, files }
}

function compress(text: string): Buffer {
  return brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** All files of `ui-templates/` by their path. */
async function readSources(): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(TEMPLATES, { recursive: true, withFileTypes: true })
  const paths = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  const texts = await Promise.all(
    paths.sort().map(async path => [path.slice(TEMPLATES.length + 1), await readFile(path, 'utf8')] as const),
  )
  return Object.fromEntries(texts)
}

async function readKept(state: string): Promise<Readonly<Record<keyof Assets, string>> | undefined> {
  try {
    const kept = JSON.parse(await readFile(join(KEPT, 'assets.json'), 'utf8'))
    return kept.state === state ? kept.texts : undefined
  } catch {
    return undefined
  }
}

async function buildAndKeep(
  state: string,
  sources: Readonly<Record<string, string>>,
): Promise<Readonly<Record<keyof Assets, string>>> {
  const texts = await buildAssets(TEMPLATES, sources)
  await mkdir(KEPT, { recursive: true })
    .then(() => writeFile(join(KEPT, 'assets.json'), JSON.stringify({ state, texts })))
    // Where nothing can be written they are built at every start.
    .catch(() => undefined)
  return texts
}
