import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { metadataTypes } from './registry.ts'
import { publishedSchema } from './validate.ts'
import { writeWhole } from './write-whole.ts'

/**
 * Writes the schemas that are enforced to `.atelier/schemas/` of the project, `field.json` and so on: editors find
 * them there (.vscode/settings.json, or a file's own `$schema`). Gives their paths.
 */
export async function writeSchemas(projectDir: string): Promise<readonly string[]> {
  const folder = join(projectDir, '.atelier', 'schemas')
  await mkdir(folder, { recursive: true })
  const written = metadataTypes
    .filter(type => type.schema)
    .map(async type => {
      const path = join(folder, `${type.name}.json`)
      await writeWhole(path, `${JSON.stringify(publishedSchema(type), null, 2)}\n`)
      return path
    })
  return Promise.all(written)
}
