import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { writeSchemas } from '../../../server/metadata/write-schemas.ts'
import { connect } from '../connect.ts'

export function registerTypes(program: Command): void {
  program
    .command('types')
    .description(
      "Write what editors need: the types of hooks from the org's fields, and the schemas of metadata files.",
    )
    .action(runTypes)
}

async function runTypes(): Promise<void> {
  const { client, config, close } = await connect()
  try {
    const project = dirname(config.metadataDir)
    const types = join(project, '.atelier', 'types', 'atelier')
    await mkdir(types, { recursive: true })
    const files = await client.get<Record<string, string>>('/services/atelier/types')
    for (const [name, text] of Object.entries(files)) await writeFile(join(types, name), text)
    const schemas = await writeSchemas(join(project, '.atelier', 'schemas'))
    console.log(`Types of hooks are in ${types}, ${schemas.length} schemas beside them.`)
  } finally {
    await close()
  }
}
