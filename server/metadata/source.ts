import type { Dirent } from 'node:fs'
import { lstat, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AtelierError, type Problem } from '../kernel/errors.ts'
import type { SourceFile } from './component.ts'

/** Bytes. A metadata file is read by people; one that is larger is something else. */
export const MAX_FILE_SIZE = 1_000_000
const FILES_AT_ONCE = 64
/** Folders and files of a package that hold no metadata: records, notes, hidden files, what editors leave behind. */
const IGNORED = new RegExp(
  [
    '^(?:data|node_modules)/',
    '(?:^|/)\\.',
    '\\.md$',
    '(?:^|/)tsconfig\\.json$',
    '\\.d\\.ts$',
    '~$',
    '(?:^|/)#[^/]*#$',
    '\\.(?:bak|orig|rej|sw[op])$',
    '\\.tmp(?:\\.|$)',
    '___jb_(?:old|tmp)___$',
  ].join('|'),
)

/**
 * All metadata files of all packages under the folder, by path. A file that cannot be read as UTF-8 text, or is
 * over 1 MB, carries its problem: the compile reports it together with all the others.
 */
export async function readSource(metadataDir: string): Promise<readonly SourceFile[]> {
  const entries = await readdir(metadataDir, { withFileTypes: true }).catch((cause: unknown) => {
    const message = `The metadata folder ${metadataDir} cannot be read.`
    throw new AtelierError('NOT_FOUND', message, undefined, { cause })
  })
  const isPackage = async (entry: Dirent): Promise<boolean> =>
    !entry.name.startsWith('.') && (entry.isDirectory() || (await kindOfTarget(entry)) === 'folder')
  const packages = await filterAsync(entries, isPackage)
  const paths = await Promise.all(packages.map(entry => listFiles(metadataDir, entry.name)))
  const beside = entries.filter(entry => entry.isFile() && /\.(?:json|ts)$/.test(entry.name))
  const all = [...beside.map(({ name }) => name).filter(name => !IGNORED.test(name)), ...paths.flat()]
  const files: SourceFile[] = []
  for (let i = 0; i < all.length; i += FILES_AT_ONCE) {
    const batch = all.slice(i, i + FILES_AT_ONCE)
    const read = await Promise.all(batch.map(path => readSourceFile(metadataDir, path)))
    files.push(...read.filter(file => file !== undefined))
  }
  return files
}

async function filterAsync<T>(values: readonly T[], test: (value: T) => Promise<boolean>): Promise<T[]> {
  const kept = await Promise.all(values.map(test))
  return values.filter((_, index) => kept[index])
}

/** Where a link leads. */
async function kindOfTarget(entry: Dirent): Promise<'file' | 'folder' | 'nowhere' | undefined> {
  if (!entry.isSymbolicLink()) return undefined
  const target = await stat(join(entry.parentPath, entry.name)).catch(() => undefined)
  if (!target) return 'nowhere'
  return target.isDirectory() ? 'folder' : 'file'
}

/** Files and links: what is wrong with a link is told when it is read. */
async function listFiles(metadataDir: string, packageName: string): Promise<readonly string[]> {
  const folder = join(metadataDir, packageName)
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries
    .filter(entry => entry.isFile() || entry.isSymbolicLink())
    .map(entry =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter(path => !IGNORED.test(path))
    .sort()
    .map(path => `${packageName}/${path}`)
}

/** Undefined when the file was removed since the folder was listed. */
async function readSourceFile(metadataDir: string, path: string): Promise<SourceFile | undefined> {
  const file = { package: path.slice(0, Math.max(path.indexOf('/'), 0)), path }
  const fullPath = join(metadataDir, path)
  try {
    const found = await stat(fullPath)
    if (found.isDirectory()) return { ...file, text: '', problem: linkedFolder(path) }
    const { size } = found
    if (size > MAX_FILE_SIZE) return { ...file, text: '', problem: tooLarge(path, size) }
    return { ...file, ...decode(path, await readFile(fullPath)) }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const isLink = code === 'ENOENT' && (await lstat(fullPath).catch(() => undefined))?.isSymbolicLink()
    if (code === 'ENOENT' && !isLink) return undefined
    const told = isLink ? 'The link leads to no file.' : `${message}.`
    const position = { file: path, line: 1, column: 1 }
    return { ...file, text: '', problem: { code: 'source.unreadable', message: told, position } }
  }
}

function linkedFolder(path: string): Problem {
  return {
    code: 'source.linked-folder',
    message: 'Links to folders are not followed inside a package.',
    position: { file: path, line: 1, column: 1 },
    hint: 'Put the folder itself here, or link the whole package.',
  }
}

export function tooLarge(path: string, size: number): Problem {
  const megabytes = (size / 1_000_000).toFixed(1)
  return {
    code: 'source.too-large',
    message: `The file is ${megabytes} MB; a metadata file has at most 1 MB.`,
    position: { file: path, line: 1, column: 1 },
    hint: 'Records belong in data/ and are imported.',
  }
}

function decode(path: string, bytes: Buffer): { text: string; problem?: Problem } {
  const refuse = (message: string, line = 1, column = 1) => ({
    text: '',
    problem: {
      code: 'source.encoding',
      message,
      position: { file: path, line, column },
      hint: 'Save the file as UTF-8 without a byte order mark.',
    },
  })
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return refuse('The file starts with a byte order mark.')
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return refuse('The file is UTF-16.')
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    const before = bytes.toString('utf8').split('\uFFFD', 1)[0] as string
    const lines = before.split('\n')
    return refuse('The file is not UTF-8 from here on.', lines.length, (lines.at(-1) as string).length + 1)
  }
}
