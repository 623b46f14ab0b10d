import type { ValidationRuleModel } from '../../../metadata/org-model.ts'
import { modelInWords } from '../../../org/words.ts'
import { evaluateRule } from '../../../rules/evaluate-rule.ts'
import { goodChanges, type WriteContext } from '../context.ts'
import { makeEnvironment } from '../environment.ts'
import { planOf } from '../plan.ts'
import { addOwnWords } from '../problems.ts'

/** Validation rules, on records whose fields are right in themselves; every rule that fails is told. */
export function checkRules(context: WriteContext): void {
  const { operation, session, object, related, now } = context
  if (operation !== 'insert' && operation !== 'update') return
  const { model, timeZone } = session.org
  const rules = activeRules(context, planOf(model, object).rules)
  if (rules.length === 0) return
  const { userId } = session.principal
  const environment = makeEnvironment({ model, object, related, userId, now, timeZone })
  environment.isNew = operation === 'insert'
  for (const change of goodChanges(context)) {
    environment.current = change.after
    environment.before = change.before
    for (const rule of rules) {
      if (evaluateRule(rule.rule, environment) !== true) continue
      const { errorDisplayField: field } = rule
      addOwnWords(change, 'FIELD_CUSTOM_VALIDATION_EXCEPTION', messageOf(context, rule), field ? [field] : [])
    }
  }
}

/** In the language of whoever saves. */
function messageOf({ session, object }: WriteContext, { name, errorMessage }: ValidationRuleModel): string {
  const rules = modelInWords(session).objects.get(object.table)?.validationRules ?? []
  return rules.find(rule => rule.name === name)?.errorMessage ?? errorMessage
}

/** Without those that the request names to be left out. */
function activeRules(
  { request }: WriteContext,
  rules: readonly ValidationRuleModel[],
): readonly ValidationRuleModel[] {
  if (!request.skipRules?.length) return rules
  const skipped = new Set(request.skipRules.map(name => name.toLowerCase()))
  return rules.filter(rule => !skipped.has(rule.name.toLowerCase()))
}
