import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import type { SourceFile } from '../../../server/metadata/component.ts'
import { connect } from '../connect.ts'

export function registerRetrieve(program: Command): void {
  program
    .command('retrieve [folder]')
    .description("Write the org's metadata as files (into the metadata folder unless another is named).")
    .action(runRetrieve)
}

async function runRetrieve(folder: string | undefined): Promise<void> {
  const { client, config, close } = await connect()
  try {
    const target = folder ?? config.metadataDir
    const { number, files } = await client.get<{ number: number; files: SourceFile[] }>(
      '/services/atelier/metadata',
    )
    for (const { path, text } of files) {
      const file = join(target, path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, text)
    }
    console.log(`${files.length} files of version ${number} are in ${target}.`)
  } finally {
    await close()
  }
}
