import { DateTime } from 'luxon'
import { ExactDecimal } from '../../server/rules/decimal.ts'
import type { RuleType, RuleValue } from '../../server/rules/rule.ts'
import { readAmountText } from '../../server/ui/amount-input.ts'

/** Values by field; numbers are text. */
export type FormValues = Readonly<Record<string, null | boolean | string | readonly string[]>>

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

/** What is in a control, as rules take it; undefined: it cannot be told here. */
type Read = (control: Control, form: HTMLFormElement) => RuleValue | undefined

const text: Read = ({ value }) => value.trim() || null

const READ: Readonly<Record<RuleType, Read>> = {
  text,
  date: text,
  id: ({ value, nextElementSibling: shown }) =>
    value === '' && (shown as HTMLInputElement | null)?.value ? undefined : value || null,
  number: ({ value }, form) => {
    if (value.trim() === '') return null
    const decimal = readAmountText(value.replace(/%\s*$/, ''), form.dataset.locale ?? 'en-US')
    return /^[+-]?[\d.]+$/.test(decimal) ? new ExactDecimal(decimal) : undefined
  },
  boolean: control => (control as HTMLInputElement).checked,
  datetime: ({ value }, form) =>
    value === ''
      ? null
      : DateTime.fromISO(value, { zone: form.dataset.timeZone ?? 'UTC' })
          .toUTC()
          .toISO(),
  time: ({ value }) => (value === '' ? null : `${value.slice(0, 5)}:00.000`),
  list: control => {
    const chosen = [...(control as HTMLSelectElement).selectedOptions].map(({ value }) => value)
    return chosen.length > 0 ? chosen : null
  },
  null: () => null,
}

/** The value of a field: of its control when that was changed, else what the record has. */
export function readControl(
  form: HTMLFormElement,
  name: string,
  type: RuleType,
  before: FormValues,
): RuleValue | undefined {
  const control = form.querySelector<Control>(`[name="${CSS.escape(name)}"]`)
  const isSame = control !== null && !isNewForm(form) && !isChanged(control)
  return control === null || isSame ? ruleValue(before[name] ?? null, type) : READ[type](control, form)
}

const isNewForm = (form: HTMLFormElement): boolean => form.querySelector('[name=_version]') === null

/** Since the page came. */
function isChanged(control: Control): boolean {
  if (control instanceof HTMLSelectElement)
    return [...control.options].some(option => option.selected !== option.defaultSelected)
  if (control.type === 'hidden') return true
  if (control instanceof HTMLInputElement && control.type === 'checkbox')
    return control.checked !== control.defaultChecked
  return control.value !== control.defaultValue
}

export function ruleValue(value: FormValues[string], type: RuleType): RuleValue {
  return type === 'number' && typeof value === 'string' ? new ExactDecimal(value) : value
}
