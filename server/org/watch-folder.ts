import { type Dirent, type FSWatcher, readdirSync, statSync, watch } from 'node:fs'
import { join } from 'node:path'
import { emit } from '../kernel/observe.ts'

/** Milliseconds until a folder that was moved away is looked for again. */
const LOOK_AGAIN = 1_000
/** Milliseconds within which changes are of one lot: new folders are looked for once. */
const LOT = 20
const IGNORED = /^\.|^node_modules$/

/** What is watched, by path. Another inode under the same path is another folder or file. */
type Watched = Map<string, { readonly inode: number; readonly watcher: FSWatcher | undefined }>

/**
 * Calls back, more than once for one save, when a file below the folder changes, also one that a link there leads to.
 * Folders and links are watched, not every file: hundreds of watchers would take a start a fifth of a second and
 * 20 MB. The folder itself may be moved away and come back.
 */
export function watchFolder(root: string, onChange: () => void): () => void {
  const watched: Watched = new Map()
  let lot: NodeJS.Timeout | undefined
  const changed = (): void => {
    onChange()
    lot ??= setTimeout(() => {
      lot = undefined
      // What was written into a new folder before it was watched gave no event.
      if (follow(watched, root, changed)) onChange()
    }, LOT)
  }
  const look = (): void => {
    if (inodeOf(root) !== watched.get(root)?.inode) changed()
  }
  follow(watched, root, changed)
  const timer = setInterval(look, LOOK_AGAIN)
  timer.unref()
  return () => {
    clearInterval(timer)
    clearTimeout(lot)
    for (const { watcher } of watched.values()) watcher?.close()
  }
}

/** Watches what is there now. True when some of it was not watched before. */
function follow(watched: Watched, root: string, changed: () => void): boolean {
  const places = placesBelow(root)
  for (const [path, { inode, watcher }] of watched) {
    if (places.get(path) === inode) continue
    watcher?.close()
    watched.delete(path)
  }
  const fresh = [...places].filter(([path]) => !watched.has(path))
  for (const [path, inode] of fresh) watched.set(path, { inode, watcher: open(path, changed) })
  return fresh.length > 0
}

function open(path: string, changed: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(path, (_event, name) => {
      if (name === null || !IGNORED.test(name)) changed()
    })
    // It is gone: the folder above has told so.
    watcher.on('error', () => undefined)
    return watcher
  } catch (error) {
    const message = `Changes in ${path} will not be noticed: "npx atelier deploy" takes them over.`
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') emit('warning', { message, error })
    return undefined
  }
}

/** The folder, all folders below it, what its entries link to, and the files that are links: path and inode. */
function placesBelow(root: string): ReadonlyMap<string, number> {
  const places = new Map<string, number>()
  const walk = (folder: string): void => {
    add(places, folder)
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name)
      if (IGNORED.test(entry.name)) continue
      if (entry.isDirectory()) walk(path)
      else if (entry.isSymbolicLink() && folder === root) walk(path)
      else if (entry.isSymbolicLink()) add(places, path)
    }
  }
  walk(root)
  return places
}

function add(places: Map<string, number>, path: string): void {
  const inode = inodeOf(path)
  if (inode !== undefined) places.set(path, inode)
}

function inodeOf(path: string): number | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.ino
  } catch {
    return undefined
  }
}

/** Nothing for a file, or a folder that is gone or closed. */
function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
