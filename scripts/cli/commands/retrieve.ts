import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { Command } from 'commander'
import { showPath } from '../../../server/kernel/show-path.ts'
import type { SourceFile } from '../../../server/metadata/component.ts'
import { readSource } from '../../../server/metadata/source.ts'
import { withServer } from '../connect.ts'
import { CommandError } from '../report.ts'

interface RetrieveFlags {
  readonly delete?: boolean
}

interface Retrieved {
  readonly number: number
  readonly files: readonly SourceFile[]
}

export function registerRetrieve(program: Command): void {
  program
    .command('retrieve [folder]')
    .description("Write the org's metadata as files (into the metadata folder unless another is named).")
    .option('--delete', 'delete the metadata files that the org does not have')
    .action(runRetrieve)
}

async function runRetrieve(folder: string | undefined, flags: RetrieveFlags): Promise<void> {
  await withServer(
    async ({ client, config }) => {
      const target = folder ?? config.metadataDir
      const { number, files } = await client.get<Retrieved>('/services/atelier/metadata')
      await mkdir(target, { recursive: true })
      const toWrite = await findDifferent(target, files)
      const others = await findOthers(target, files)
      // All at once: a watching server sees the files before or after, not in between.
      if (flags.delete) for (const file of others) await rm(file)
      for (const { file, text } of toWrite) await put(file, text)
      const changed = toWrite.filter(({ isNew }) => !isNew)
      console.log(
        `${showPath(target)} has the ${files.length} files of version ${number}: ${toWrite.length - changed.length} added, ${changed.length} changed.`,
      )
      for (const { file } of changed) console.log(`  changed ${showPath(file)}`)
      tellOthers(others, flags)
    },
    { deployFirst: false },
  )
}

interface FileToWrite {
  readonly file: string
  readonly text: string
  readonly isNew: boolean
}

/** Files that are the same already are left alone: a watching server need not look at them. */
async function findDifferent(target: string, files: readonly SourceFile[]): Promise<readonly FileToWrite[]> {
  const different: FileToWrite[] = []
  for (const { path, text } of files) {
    const file = join(target, path)
    if (relative(target, file).startsWith('..'))
      throw new CommandError([`The org has a wrong path: ${path}.`])
    const before = await readFile(file, 'utf8').catch(() => undefined)
    if (before !== text) different.push({ file, text, isNew: before === undefined })
  }
  return different
}

/** Files of the folder that the org does not have: whether they are work or leavings, only a person knows. */
async function findOthers(target: string, files: readonly SourceFile[]): Promise<readonly string[]> {
  const known = new Set(files.map(({ path }) => path))
  const found = await readSource(target)
  return found.filter(({ path }) => !known.has(path)).map(({ path }) => join(target, path))
}

async function put(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}

function tellOthers(others: readonly string[], flags: RetrieveFlags): void {
  if (others.length === 0) return
  console.log(
    flags.delete
      ? 'Deleted, since the org does not have them:'
      : 'The org does not have these files. Deploy them, or delete them ("npx atelier retrieve --delete" does):',
  )
  for (const file of others) console.log(`  ${showPath(file)}`)
}
