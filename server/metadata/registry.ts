import { fileURLToPath } from 'node:url'
import { loadFolder } from '../kernel/load-folder.ts'
import type { MetadataType } from './metadata-type.ts'

const TYPES_FOLDER = fileURLToPath(new URL('./types', import.meta.url))

/** Every metadata type, each after the types that it builds on. */
export const metadataTypes: readonly MetadataType[] = orderTypes(await loadFolder<MetadataType>(TYPES_FOLDER))

export function orderTypes(types: readonly MetadataType[]): readonly MetadataType[] {
  const ordered: MetadataType[] = []
  const visiting = new Set<string>()
  const visit = (type: MetadataType): void => {
    if (ordered.includes(type)) return
    if (visiting.has(type.name)) throw new Error(`Metadata type ${type.name} comes after itself.`)
    visiting.add(type.name)
    for (const name of type.after) {
      const before = types.find(other => other.name === name)
      if (!before) throw new Error(`Metadata type ${type.name} comes after ${name}, which is not there.`)
      visit(before)
    }
    ordered.push(type)
  }
  for (const type of types) visit(type)
  return Object.freeze(ordered)
}

export function metadataTypeOf(name: string): MetadataType | undefined {
  return metadataTypes.find(type => type.name === name)
}
