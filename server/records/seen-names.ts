import type { Access } from '../access/access.ts'
import { type Message, say } from '../kernel/message.ts'
import type { FieldModel, ObjectModel, OrgModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import type { CompiledRule } from '../rules/rule.ts'
import { resolveReference } from './write/paths.ts'

/** Who asks, and of which org. */
export interface Asking {
  readonly model: OrgModel
  readonly access: Access
}

/** The objects that a lookup leads to, without those that may not be seen. */
export function seenTargets({ model, access }: Asking, { referenceTo = [] }: FieldModel): readonly string[] {
  return referenceTo.filter(name => {
    const object = model.objects.get(name.toLowerCase())
    return object !== undefined && access.object(object, 'read')
  })
}

/** The fields of an object without those that may not be seen. */
export function seenFields({ access }: Pick<Asking, 'access'>, object: ObjectModel): readonly FieldModel[] {
  return object.fieldList.filter(field => access.field(field, 'read'))
}

/** The objects that a lookup leads to, for messages. */
export function targetNames({ org, access }: Session, lookup: FieldModel): Message {
  return anyOf(seenTargets({ model: org.model, access }, lookup))
}

/** `Account or Contact`. */
export function anyOf([one, ...others]: readonly string[]): Message {
  if (one === undefined) return say('record')
  return others.length === 0
    ? say('{one}', { one })
    : say('{one} or {others}', { one, others: anyOf(others) })
}

/** Does the rule name nothing but what may be seen? */
export function seesNames({ model, access }: Asking, object: ObjectModel, rule?: CompiledRule): boolean {
  return (rule?.references ?? []).every(path => {
    const { steps, field } = resolveReference(model, object, path)
    return (
      access.field(field, 'read') &&
      steps.every(
        ({ lookup, targets }) =>
          access.field(lookup, 'read') && targets.some(target => access.object(target, 'read')),
      )
    )
  })
}
