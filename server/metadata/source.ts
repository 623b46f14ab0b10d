import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AtelierError, type Problem } from '../kernel/errors.ts'
import type { SourceFile } from './component.ts'

/** Bytes. A metadata file is read by people; one that is larger is something else. */
export const MAX_FILE_SIZE = 1_000_000
const FILES_AT_ONCE = 64
/** Folders and files of a package that hold no metadata. */
const IGNORED = /^(?:data\/|node_modules\/)|(?:^|\/)\.|\.md$|(?:^|\/)tsconfig\.json$|\.d\.ts$/

/**
 * All metadata files of all packages under the folder, by path. A file that cannot be read as UTF-8 text, or is
 * over 1 MB, carries its problem: the compile reports it together with all the others.
 */
export async function readSource(metadataDir: string): Promise<readonly SourceFile[]> {
  const entries = await readdir(metadataDir, { withFileTypes: true }).catch((cause: unknown) => {
    const message = `The metadata folder ${metadataDir} cannot be read.`
    throw new AtelierError('NOT_FOUND', message, undefined, { cause })
  })
  const packages = entries.filter(entry => entry.isDirectory() && !entry.name.startsWith('.'))
  const paths = await Promise.all(packages.map(entry => listFiles(metadataDir, entry.name)))
  const all = paths.flat()
  const files: SourceFile[] = []
  for (let i = 0; i < all.length; i += FILES_AT_ONCE) {
    const batch = all.slice(i, i + FILES_AT_ONCE)
    const read = await Promise.all(batch.map(path => readSourceFile(metadataDir, path)))
    files.push(...read.filter(file => file !== undefined))
  }
  return files
}

async function listFiles(metadataDir: string, packageName: string): Promise<readonly string[]> {
  const folder = join(metadataDir, packageName)
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries
    .filter(entry => entry.isFile())
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
  const file = { package: path.slice(0, path.indexOf('/')), path }
  const fullPath = join(metadataDir, path)
  try {
    const { size } = await stat(fullPath)
    if (size > MAX_FILE_SIZE) return { ...file, text: '', problem: tooLarge(path, size) }
    return { ...file, ...decode(path, await readFile(fullPath)) }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    const position = { file: path, line: 1, column: 1 }
    return { ...file, text: '', problem: { code: 'source.unreadable', message: `${message}.`, position } }
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
