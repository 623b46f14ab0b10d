import { compile, type JSONSchema } from 'json-schema-to-typescript'
import { fieldTypes } from '../fields/registry.ts'
import type { JsonSchema } from './metadata-type.ts'
import { metadataTypes } from './registry.ts'
import { flatFieldSchema } from './types/field/field-schema.ts'

const BANNER = `// Made from the JSON Schemas of metadata types by scripts/emit-component-types.ts. Do not edit.
import type { Rule } from '../rules/rule.ts'
`

/** TypeScript interfaces of the files of every metadata type, as the text of component-types.d.ts. */
export async function emitComponentTypes(): Promise<string> {
  const parts: string[] = []
  for (const type of metadataTypes) {
    if (!type.schema) continue
    const schema = type.name === 'field' ? flatFieldSchema([...fieldTypes.values()]) : type.schema
    parts.push(await toInterfaces(schema))
  }
  return `${BANNER}\n${parts.join('\n')}`
}

async function toInterfaces(schema: JsonSchema): Promise<string> {
  const { oneOf: _oneOf, ...closed } = { additionalProperties: false, ...schema } as JSONSchema
  const options = { bannerComment: '', ignoreMinAndMaxItems: true, unreachableDefinitions: true }
  return compile(closed, String(schema.title), options)
}
