import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { showPath } from '../../../server/kernel/show-path.ts'
import { withServer } from '../connect.ts'

export function registerTypes(program: Command): void {
  program
    .command('types')
    .description(
      "Write what editors need: the types of hooks from the org's fields, and the schemas of metadata files.",
    )
    .action(runTypes)
}

async function runTypes(): Promise<void> {
  await withServer(async ({ client, config }) => {
    const project = dirname(config.metadataDir)
    const types = join(project, '.atelier', 'types', 'atelier')
    await mkdir(types, { recursive: true })
    const files = await client.get<Record<string, string>>('/services/atelier/types')
    for (const [name, text] of Object.entries(files)) await writeFile(join(types, name), text)
    // Loaded when it is needed, with all of the metadata room: the other commands are ready sooner.
    const { writeSchemas } = await import('../../../server/metadata/write-schemas.ts')
    const schemas = await writeSchemas(project)
    console.log(`The types of hooks are in ${showPath(types)}.`)
    console.log(
      `The schemas of ${schemas.length} kinds of metadata files are in ${showPath(dirname(schemas[0] as string))}.`,
    )
  })
}
