import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { Command } from 'commander'
import { showPath } from '../../../server/kernel/show-path.ts'
import type { SourceFile } from '../../../server/metadata/component.ts'
import { readSource } from '../../../server/metadata/source.ts'
import { withServer } from '../connect.ts'
import { CommandError } from '../report.ts'

export function registerRetrieve(program: Command): void {
  program
    .command('retrieve [folder]')
    .description("Write the org's metadata as files (into the metadata folder unless another is named).")
    .action(runRetrieve)
}

interface Retrieved {
  readonly number: number
  readonly files: readonly SourceFile[]
}

async function runRetrieve(folder: string | undefined): Promise<void> {
  await withServer(
    async ({ client, config }) => {
      const target = folder ?? config.metadataDir
      const { number, files } = await client.get<Retrieved>('/services/atelier/metadata')
      const { added, changed } = await writeFiles(target, files)
      console.log(
        `${showPath(target)} has the ${files.length} files of version ${number}: ${added} added, ${changed.length} changed.`,
      )
      for (const path of changed) console.log(`  changed ${showPath(path)}`)
      await listOthers(target, files)
    },
    { deployFirst: false },
  )
}

interface Written {
  readonly added: number
  /** Paths of files that said something else before. */
  readonly changed: readonly string[]
}

/** Files that are the same already are left alone: a watching server need not look at them. */
async function writeFiles(target: string, files: readonly SourceFile[]): Promise<Written> {
  let added = 0
  const changed: string[] = []
  for (const { path, text } of files) {
    const file = join(target, path)
    if (relative(target, file).startsWith('..'))
      throw new CommandError([`The org has a wrong path: ${path}.`])
    const before = await readFile(file, 'utf8').catch(() => undefined)
    if (before === text) continue
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
    if (before === undefined) added++
    else changed.push(file)
  }
  return { added, changed }
}

/** Files of the folder that the org does not have: whether they are work or leavings, only a person knows. */
async function listOthers(target: string, files: readonly SourceFile[]): Promise<void> {
  const known = new Set(files.map(({ path }) => path))
  const others = (await readSource(target)).filter(({ path }) => !known.has(path))
  if (others.length === 0) return
  console.log('The org does not have these files. Deploy them, or delete them:')
  for (const { path } of others) console.log(`  ${showPath(join(target, path))}`)
}
