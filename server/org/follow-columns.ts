import type { DdlStep } from '../storage/ddl/step.ts'
import type { Identities } from './identities.ts'

/**
 * Lets a field keep its identity with its column: set aside with it, and back when the column is restored. A field of
 * the same name over another column is another field, with no history. True when a field of the new model has got
 * another identity.
 */
export function followColumns(identities: Identities, steps: readonly DdlStep[]): boolean {
  let isRestored = false
  for (const step of steps) {
    if (step.kind !== 'setColumnAside' && step.kind !== 'restoreColumn') continue
    const [name, aside] = [`${step.table}.${step.column.name}`, `${step.table}.${step.aside}`]
    if (step.kind === 'restoreColumn') {
      if (!identities.knows('field', aside)) continue
      isRestored = true
    }
    identities.swap('field', name, aside)
  }
  return isRestored
}
