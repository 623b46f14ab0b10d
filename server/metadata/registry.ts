import { loadFolder } from '../kernel/load-folder.ts'
import type { MetadataType } from './metadata-type.ts'

const members = await loadFolder<MetadataType>(
  new URL('./types/', import.meta.url),
  name => import(`./types/${name}/index.ts`),
)

/** Every metadata type, each after the types that it builds on. */
export const metadataTypes: readonly MetadataType[] = orderTypes(members)

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
