import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { metadataTypes } from './registry.ts'
import { publishedSchema } from './validate.ts'

/** Writes the schemas that are enforced into the folder, `field.json` and so on, for editors. */
export async function writeSchemas(folder: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true })
  const written = metadataTypes
    .filter(type => type.schema)
    .map(async type => {
      const path = join(folder, `${type.name}.json`)
      await writeFile(path, `${JSON.stringify(publishedSchema(type), null, 2)}\n`)
      return path
    })
  return Promise.all(written)
}
