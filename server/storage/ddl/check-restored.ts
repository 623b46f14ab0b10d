import type { Problem } from '../../kernel/errors.ts'
import type { OrgModel } from '../../metadata/org-model.ts'
import { columnShape } from './model-shape.ts'
import type { Tombstone } from './shape.ts'
import type { DdlStep } from './step.ts'

/**
 * An object that comes back has its records, and so its columns as they were: a field that meanwhile got another type
 * would read what it is not. Its values are converted by a deploy of its own, from type to type.
 */
export function checkRestored(
  steps: readonly DdlStep[],
  tombstones: readonly Tombstone[],
  after: OrgModel,
): readonly Problem[] {
  return steps.flatMap(step => {
    if (step.kind !== 'restoreTable') return []
    const stone = tombstones.find(({ aside, column }) => aside === step.aside && column === undefined)
    const types = new Map(stone?.columns.map(({ name, type }) => [name, type]))
    return (after.objects.get(step.table)?.fieldList ?? []).flatMap((field): Problem[] => {
      const type = columnShape(field)?.type
      const was = types.get(field.column ?? '')
      if (type === undefined || was === undefined || was === type) return []
      const message = `${field.object} comes back with its records, in which ${field.name} is ${was}: it cannot be ${type} at once.`
      const hint = 'Deploy the field as it was, and change its type in the next deploy.'
      const { position } = field
      return [
        { code: 'field.restored-type', message, hint, fields: [field.name], ...(position && { position }) },
      ]
    })
  })
}
