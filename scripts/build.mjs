import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'

const ROOT = join(import.meta.dirname, '..')
const SOURCES = ['package.json', 'server', 'scripts']
/** What is run, by the name of its bundle. */
const ENTRIES = {
  server: 'server/main.ts',
  atelier: 'scripts/cli/main.ts',
  bench: 'scripts/bench/main.ts',
  security: 'scripts/security/main.ts',
  'load-generator': 'scripts/bench/load-generator.ts',
  'express-pg': 'scripts/bench/baselines/express-pg.ts',
  'express-knex': 'scripts/bench/baselines/express-knex.ts',
}
const NOT_WRITABLE = new Set(['EACCES', 'EPERM', 'EROFS'])

/** Runs one of the entries; as it stands in the sources where no bundle can be written. */
export async function runBuilt(name) {
  const folder = await build().catch(error => {
    if (!NOT_WRITABLE.has(error.code)) throw error
  })
  if (folder) {
    process.setSourceMapsEnabled(true)
    return import(pathToFileURL(join(folder, `${name}.js`)).href)
  }
  const { register } = await import('tsx/esm/api')
  register()
  return import(pathToFileURL(join(ROOT, ENTRIES[name])).href)
}

/** Bundles the entries into `.atelier/build` when a source has changed since, and gives the folder. */
export async function build(root = ROOT, entries = ENTRIES, sources = SOURCES) {
  const folder = join(root, '.atelier', 'build')
  const state = stateOf(root, sources)
  if (state === readState(folder)) return folder
  mkdirSync(folder, { recursive: true })
  // Bundles are whole at every moment: several may start at once.
  const fresh = mkdtempSync(`${folder}-`)
  try {
    await bundle(root, entries, fresh)
    for (const file of readdirSync(fresh)) renameSync(join(fresh, file), join(folder, file))
    writeFileSync(join(fresh, 'sources'), state)
    renameSync(join(fresh, 'sources'), join(folder, 'sources'))
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
  return folder
}

/** Every source with its time and size. */
function stateOf(root, sources) {
  return listFiles(root, sources)
    .map(path => {
      const { mtimeMs, size } = statSync(join(root, path))
      return `${path} ${mtimeMs} ${size}\n`
    })
    .join('')
}

function readState(folder) {
  try {
    return readFileSync(join(folder, 'sources'), 'utf8')
  } catch {
    return undefined
  }
}

/** Files, and all files of folders. */
function listFiles(root, names) {
  return names.flatMap(name => {
    if (!statSync(join(root, name)).isDirectory()) return [name]
    return readdirSync(join(root, name), { withFileTypes: true, recursive: true })
      .filter(entry => entry.isFile())
      .map(entry => relative(root, join(entry.parentPath, entry.name)))
  })
}

async function bundle(root, entries, outdir) {
  const esbuild = await import('esbuild')
  await esbuild.build({
    entryPoints: Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(root, path)])),
    outdir,
    bundle: true,
    packages: 'external',
    plugins: [keepPlaces(root)],
    banner: { js: `import { fileURLToPath as pathOfUrl } from 'node:url'` },
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'silent',
  })
}

/** What a module finds beside itself it finds there from the bundle too: `import.meta` is that of its source. */
function keepPlaces(root) {
  const from = path => JSON.stringify(`../../${relative(root, path).split(sep).join('/')}`)
  const urlOf = path => `new URL(${from(path)}, import.meta.url)`
  return {
    name: 'keep places',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
        loader: 'ts',
        contents: (await readFile(path, 'utf8'))
          .replaceAll(/\bimport\.meta\.url\b/g, `${urlOf(path)}.href`)
          .replaceAll(/\bimport\.meta\.filename\b/g, `pathOfUrl(${urlOf(path)})`)
          .replaceAll(/\bimport\.meta\.dirname\b/g, `pathOfUrl(${urlOf(dirname(path))})`),
      }))
    },
  }
}
