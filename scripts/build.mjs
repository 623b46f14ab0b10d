import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'

const ROOT = join(import.meta.dirname, '..')
const SOURCES = ['package.json', 'server', 'scripts', 'ui-templates']
const OWN = join('scripts', 'build.mjs')
const NOT_WRITABLE = new Set(['EACCES', 'EPERM', 'EROFS'])

/**
 * Keeps a copy of the sources under `.atelier/build`, TypeScript as JavaScript, and gives its folder. What has not
 * changed since is not touched: a file and its copy have the same time.
 */
export async function build(root = ROOT, names = SOURCES) {
  const target = join(root, '.atelier', 'build')
  const sources = listFiles(root, names)
  const stale = sources.filter(path => !isFresh(root, target, path))
  // Another way to build is another copy of everything.
  if (stale.length > 0) await copyAll(root, target, stale.includes(OWN) ? sources : stale)
  removeOrphans(target, names, new Set(sources.flatMap(copiesOf)))
  return target
}

/** A copy is whole at every moment: servers that start at once write and read the same ones. */
async function copyAll(root, target, paths) {
  const times = new Map(paths.map(path => [path, statSync(join(root, path)).mtime]))
  mkdirSync(target, { recursive: true })
  const fresh = mkdtempSync(`${target}-`)
  try {
    await translate(root, fresh, paths.filter(isModule))
    for (const path of paths) {
      if (!isModule(path)) copyFileSync(join(root, path), place(fresh, path))
      for (const copy of copiesOf(path)) {
        utimesSync(join(fresh, copy), times.get(path), times.get(path))
        renameSync(join(fresh, copy), place(target, copy))
      }
    }
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

/** Where a file is written: its folder is made. */
function place(folder, path) {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  return file
}

let building

/** Imports a TypeScript module of the project as JavaScript. */
export async function importBuilt(path) {
  building ??= build().catch(error => {
    if (!NOT_WRITABLE.has(error.code)) throw error
  })
  const built = await building
  if (built) return import(pathToFileURL(join(built, translated(path))).href)
  // The project's folder is somebody else's: everything is translated while it is loaded.
  const { register } = await import('tsx/esm/api')
  register()
  return import(pathToFileURL(join(ROOT, path)).href)
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

const isModule = path => path.endsWith('.ts') && !path.endsWith('.d.ts')
const translated = path => (isModule(path) ? path.replace(/ts$/, 'js') : path)
const copiesOf = path => (isModule(path) ? [translated(path), `${translated(path)}.map`] : [path])

function isFresh(root, target, path) {
  const copy = statSync(join(target, translated(path)), { throwIfNoEntry: false })
  return copy?.mtime.getTime() === statSync(join(root, path)).mtime.getTime()
}

/** Each module for itself: nothing is bundled, but bundling is what lets a plugin name the imported files anew. */
async function translate(root, outdir, modules) {
  if (modules.length === 0) return
  const esbuild = await import('esbuild')
  await esbuild.build({
    entryPoints: modules.map(path => join(root, path)),
    outbase: root,
    outdir,
    bundle: true,
    packages: 'external',
    plugins: [importTranslated],
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    sourcemap: 'linked',
    logLevel: 'silent',
  })
}

const importTranslated = {
  name: 'import translated modules',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^\.{1,2}\// }, ({ path }) => ({ path: translated(path), external: true }))
  },
}

function removeOrphans(target, names, copies) {
  const present = names.filter(name => existsSync(join(target, name)))
  for (const path of listFiles(target, present)) {
    if (!copies.has(path)) rmSync(join(target, path), { force: true })
  }
}
