import type { FieldModel, ObjectModel } from '../../metadata/org-model.ts'
import type { Rule } from '../../rules/rule.ts'

/** Fields that a filter holds to one value: `==` with a literal, alone or under `and`. */
export function fixedFields(object: ObjectModel, rule: Rule): FieldModel[] {
  if (rule === null || typeof rule !== 'object' || Array.isArray(rule)) return []
  const [operator, operands] = Object.entries(rule)[0] ?? []
  if (!Array.isArray(operands)) return []
  if (operator === 'and') return operands.flatMap(operand => fixedFields(object, operand))
  if (operator !== '==' && operator !== '===') return []
  const path = operands.map(variableOf).find(name => name !== undefined)
  const isFixed = operands.some(operand => operand === null || typeof operand !== 'object')
  const field = path === undefined ? undefined : object.fields.get(path.toLowerCase())
  return isFixed && field && field.column !== null ? [field] : []
}

function variableOf(rule: Rule): string | undefined {
  if (rule === null || typeof rule !== 'object' || Array.isArray(rule)) return undefined
  const name = (rule as { var?: Rule }).var
  const path = Array.isArray(name) ? name[0] : name
  return typeof path === 'string' ? path : undefined
}
