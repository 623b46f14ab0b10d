import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { emitComponentTypes } from '../server/metadata/emit-component-types.ts'

const file = fileURLToPath(new URL('../server/metadata/component-types.d.ts', import.meta.url))
await writeFile(file, await emitComponentTypes())
console.log(`Wrote ${file}.`)
