import type { Value } from '../fields/field-type.ts'
import type { FieldModel, ObjectModel, ValidationRuleModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { seesNames } from '../records/seen-names.ts'
import type { CompiledRule } from '../rules/rule.ts'
import type { FormKind } from './form-fields.ts'

/** What a browser needs to say what the server would say of a record, before it is sent. */
export interface FormRules {
  readonly rules: readonly {
    readonly rule: Pick<CompiledRule, 'logic' | 'type' | 'references' | 'types' | 'needsPrior'>
    readonly message: string
    /** Name of the field that the message is about; empty: the record. */
    readonly field: string
  }[]
  /** Values that the record has, by field, in the form of rules; numbers as text. */
  readonly before: Readonly<Record<string, Value>>
  readonly isNew: boolean
  readonly timeZone: string
}

interface Asked {
  readonly kind: FormKind
  readonly object: ObjectModel
  readonly record: Readonly<Record<string, unknown>>
  /** Is there a control for the field? */
  readonly isOnForm: (name: string) => boolean
}

/**
 * The validation rules that a browser can tell: those that read nothing but fields of the record itself that its user
 * sees, and that no trigger or default value changes before they are asked. The server asks all of them in any case.
 */
export function formRules(session: Session, { kind, object, record, isOnForm }: Asked): FormRules | null {
  const { org, access } = session
  const triggers = [...org.model.hooks.values()].some(hook => hook.object === object.name)
  if (triggers) return null
  const isKnown = (path: string): boolean => {
    const field = object.fields.get(path.toLowerCase())
    if (!field || path.includes('.') || field.column === null) return false
    return kind === 'insert'
      ? isOnForm(field.name) || !isFilled(field)
      : isOnForm(field.name) || field.name in record
  }
  const rules = object.validationRules.filter(
    ({ active, rule }) =>
      active && rule.references.every(isKnown) && seesNames({ model: org.model, access }, object, rule),
  )
  if (rules.length === 0) return null
  const names = new Set(rules.flatMap(({ rule }) => rule.references))
  const before = [...names].map(name => [name, (record[name] ?? null) as Value] as const)
  return {
    rules: rules.map(sentRule),
    before: Object.fromEntries(before),
    isNew: kind === 'insert',
    timeZone: org.timeZone,
  }
}

function sentRule({
  rule,
  errorMessage,
  errorDisplayField,
}: ValidationRuleModel): FormRules['rules'][number] {
  const { logic, type, references, types, needsPrior } = rule
  return {
    rule: { logic, type, references, types, needsPrior },
    message: errorMessage,
    field: errorDisplayField ?? '',
  }
}

function isFilled({ compiledDefault, values, summaryOperation }: FieldModel): boolean {
  return (
    compiledDefault !== undefined ||
    summaryOperation !== undefined ||
    values?.some(value => value.default) === true
  )
}
