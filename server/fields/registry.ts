import { AtelierError } from '../kernel/errors.ts'
import { loadFolder } from '../kernel/load-folder.ts'
import type { FieldSpec } from './field-spec.ts'
import type { FieldType } from './field-type.ts'

const members = await loadFolder<FieldType>(
  new URL('./types/', import.meta.url),
  name => import(`./types/${name}.ts`),
)
const byName: ReadonlyMap<string, FieldType> = new Map(
  members.map(type => [type.name, Object.freeze(type)] as const),
)

/** The types that a field's file may name, by name, and Formula for files with a `formula`. */
export const fieldTypes: ReadonlyMap<string, FieldType> = new Map(
  [...byName].filter(([, type]) => type.internal !== true),
)

export const fieldTypeNames: readonly string[] = Object.freeze([...fieldTypes.keys()])

/** Any type by its exact name, internal ones too. */
export function findFieldType(name: string): FieldType | undefined {
  return byName.get(name)
}

/** The type that works for a field: of a formula or summary the one fit to its values. */
export function fieldTypeFor(spec: FieldSpec): FieldType {
  const type = byName.get(spec.formula === undefined ? spec.type : 'Formula')
  if (!type)
    throw new AtelierError('INVALID_TYPE', `There is no field type "${spec.type}" (field ${spec.name}).`)
  return type.specialize?.(spec, findFieldType) ?? type
}
