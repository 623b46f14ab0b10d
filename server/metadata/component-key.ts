import type { ComponentKey } from './component.ts'

/** Text that is equal for equal types and names, whatever their case. */
export function keyText({ type, fullName }: ComponentKey): string {
  return `${type}/${fullName.toLowerCase()}`
}
