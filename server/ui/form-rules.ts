import type { Value } from '../fields/field-type.ts'
import type { FieldModel, ObjectModel, ValidationRuleModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { seesNames } from '../records/seen-names.ts'
import type { FormKind } from './form-fields.ts'
import type { CompiledLayout } from './layouts.ts'

interface Asked {
  readonly kind: FormKind
  readonly object: ObjectModel
  readonly layout: CompiledLayout
  readonly record: Readonly<Record<string, unknown>>
  /** Is there a control for the field? */
  readonly isOnForm: (name: string) => boolean
}

/** JSON in two pieces, of which pages write the first one out once. */
export interface FormRules {
  readonly known: KnownRules
  readonly rest: string
}

/**
 * What a browser needs to say what the server would say of a record, before it is sent: JSON of `rules`, of the values that
 * the record has `before` (by field, in the form of rules; numbers as text), `isNew` and `timeZone`. Null: no rules.
 */
export function formRules(session: Session, asked: Asked): FormRules | null {
  const { kind, layout, record } = asked
  const ofLayout = compiled.get(layout) ?? new Map<FormKind, KnownRules>()
  compiled.set(layout, ofLayout)
  const known = ofLayout.get(kind) ?? compileKnown(session, asked)
  ofLayout.set(kind, known)
  if (known.rules === '') return null
  const before = known.names.map(name => [name, (record[name] ?? null) as Value] as const)
  const rest = {
    before: Object.fromEntries(before),
    isNew: kind === 'insert',
    timeZone: session.org.timeZone,
  }
  return { known, rest: `,${JSON.stringify(rest).slice(1)}` }
}

interface KnownRules {
  /** `{"rules":[…]`; empty: none. */
  readonly rules: string
  /** Fields that they read. */
  readonly names: readonly string[]
}

const NO_RULES: KnownRules = Object.freeze({ rules: '', names: [] })

/** What is read for a form follows from its layout, and so does what can be told from it. */
const compiled = new WeakMap<CompiledLayout, Map<FormKind, KnownRules>>()

/**
 * The validation rules that a browser can tell: those that read nothing but fields of the record itself that its user
 * sees, and that no trigger or default value changes before they are asked. The server asks all of them in any case.
 */
function compileKnown(session: Session, { kind, object, record, isOnForm }: Asked): KnownRules {
  const { org, access } = session
  const triggers = [...org.model.hooks.values()].some(hook => hook.object === object.name)
  if (triggers) return NO_RULES
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
  const names = new Set(rules.flatMap(({ rule }) => rule.references))
  if (rules.length === 0) return NO_RULES
  return Object.freeze({ rules: `{"rules":${JSON.stringify(rules.map(sentRule))}`, names: [...names] })
}

/** `field`: that the message is about; empty: the record. */
function sentRule({ rule, errorMessage, errorDisplayField }: ValidationRuleModel): object {
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
