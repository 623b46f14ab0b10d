import type { JSONPath } from 'jsonc-parser'
import type { FILTER_OPERATIONS } from '../fields/schema-parts.ts'
import type { Rule } from '../rules/rule.ts'
import { parseBooleanFilter } from './boolean-filter.ts'
import type { RulePlaces } from './compile-rule-of.ts'

/** One condition as the Metadata API writes filters of lookups, summaries and list views. */
export interface FilterItemSource {
  readonly field: string
  readonly operation: FilterOperation
  readonly value?: string
  readonly valueField?: string
}

type FilterOperation = (typeof FILTER_OPERATIONS)[number]
type Build = (field: Rule, value: Rule, values: readonly string[]) => Rule

const isOneOf = (field: Rule, value: Rule, values: readonly string[]): Rule =>
  values.length > 1 ? { in: [field, values] } : { '==': [field, value] }

/** JsonLogic of each operation. A text value may name several, with commas between. */
const OPERATIONS: Readonly<Record<FilterOperation, Build>> = {
  equals: isOneOf,
  notEqual: (field, value, values) => ({ '!': isOneOf(field, value, values) }),
  lessThan: (field, value) => ({ '<': [field, value] }),
  greaterThan: (field, value) => ({ '>': [field, value] }),
  lessOrEqual: (field, value) => ({ '<=': [field, value] }),
  greaterOrEqual: (field, value) => ({ '>=': [field, value] }),
  contains: (field, value, values) => anyOf(values, value, text => ({ contains: [field, text] })),
  notContain: (field, value, values) => ({
    '!': anyOf(values, value, text => ({ contains: [field, text] })),
  }),
  startsWith: (field, value, values) => anyOf(values, value, text => ({ startsWith: [field, text] })),
  includes: (field, value, values) => anyOf(values, value, text => ({ includes: [field, text] })),
  excludes: (field, value, values) => ({
    '!': anyOf(values, value, text => ({ includes: [field, text] })),
  }),
}

interface FilterItemsPlace {
  /** Where the items stand in the component's JSON. */
  readonly at: JSONPath
  /** How they combine: `1 AND (2 OR 3)`; all of them when left out. */
  readonly booleanFilter?: string | undefined
  /** The prefix that the Metadata API puts before fields of the filtered object: `Account.Name`. */
  readonly objectName?: string
}

/** Filter items as one rule. `places` tells where each item's part of it stands in the file. */
export function toRule(
  items: readonly FilterItemSource[],
  { at, booleanFilter, objectName }: FilterItemsPlace,
):
  | { readonly rule: Rule; readonly at: JSONPath; readonly places: RulePlaces }
  | { readonly message: string } {
  const rules = items.map(item => itemToRule(item, objectName))
  const places = new Map(rules.map((rule, index) => [rule, [...at, index]]))
  if (booleanFilter === undefined) {
    return { rule: rules.length === 1 ? (rules[0] as Rule) : { and: rules }, at, places }
  }
  const combined = parseBooleanFilter(booleanFilter, rules)
  return 'rule' in combined ? { rule: combined.rule, at, places } : combined
}

function itemToRule({ field, operation, value, valueField }: FilterItemSource, objectName?: string): Rule {
  const build = OPERATIONS[operation]
  const left: Rule = { var: withoutPrefix(field, objectName) }
  if (valueField !== undefined) return build(left, { var: toSourcePath(valueField, objectName) }, [])
  const values = (value ?? '').split(',').map(text => text.trim())
  return build(left, value === undefined || value === '' ? null : (values[0] as string), values)
}

/** `$Source.Order.AccountId` names the source's object too; rules do not. */
function toSourcePath(path: string, objectName: string | undefined): string {
  const match = /^\$Source\.(?:[A-Za-z]\w*\.)?(\w+)$/.exec(path)
  return match ? `$Source.${match[1]}` : withoutPrefix(path, objectName)
}

function withoutPrefix(path: string, objectName: string | undefined): string {
  const prefix = `${objectName?.toLowerCase()}.`
  return objectName !== undefined && path.toLowerCase().startsWith(prefix) ? path.slice(prefix.length) : path
}

function anyOf(values: readonly string[], value: Rule, test: (text: Rule) => Rule): Rule {
  return values.length > 1 ? { or: values.map(test) } : test(value)
}
