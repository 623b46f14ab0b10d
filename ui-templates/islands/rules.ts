import { evaluateRule } from '../../server/rules/evaluate-rule.ts'
import type { CompiledRule, RuleEnvironment, RuleValue } from '../../server/rules/rule.ts'
import { type FormValues, readControl, ruleValue } from './control-values.ts'
import { showProblems } from './form-problems.ts'

interface SentRules {
  readonly rules: readonly { readonly rule: CompiledRule; readonly message: string; readonly field: string }[]
  readonly before: FormValues
  readonly isNew: boolean
  readonly timeZone: string
}

/** What the server would say of a form by its validation rules is said before it is sent. The server has the last word. */
document.addEventListener(
  'submit',
  event => {
    const form = event.target as HTMLFormElement
    // On the way to another step, or to what somebody else has saved, nothing is saved.
    const isUnsaved = /^_(?:step|compare)$/.test((event.submitter as HTMLButtonElement | null)?.name ?? '')
    const rules = form.querySelector('script[data-rules]')?.textContent
    if (!rules || isUnsaved) return
    const problems = problemsOf(form, JSON.parse(rules) as SentRules)
    showProblems(form, problems)
    if (problems.length === 0) return
    event.preventDefault()
    event.stopImmediatePropagation()
  },
  true,
)

function problemsOf(form: HTMLFormElement, sent: SentRules) {
  return sent.rules
    .filter(({ rule }) => isBroken(form, rule, sent))
    .map(({ message, field }) => ({ message, field }))
}

/** A rule about something that the form cannot tell for sure is left to the server. */
function isBroken(
  form: HTMLFormElement,
  rule: CompiledRule,
  { before, isNew, timeZone }: SentRules,
): boolean {
  const values = new Map<string, RuleValue>()
  for (const path of rule.references) {
    const value = readControl(form, path, rule.types[path] ?? 'text', before)
    if (value === undefined) return false
    values.set(path, value)
  }
  const environment: RuleEnvironment = {
    value: path => values.get(path) ?? null,
    prior: path => (isNew ? null : ruleValue(before[path] ?? null, rule.types[path] ?? 'text')),
    isNew,
    now: new Date(),
    timeZone,
  }
  return evaluateRule(rule, environment) === true
}
