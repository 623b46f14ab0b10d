import type { Check } from './metadata-type.ts'

/** What the compiler of rules checks, wherever a rule stands. */
export const ruleChecks: readonly Check[] = [
  { id: 'rule.invalid-formula', description: 'Formula text is written as Salesforce formulas are.' },
  { id: 'rule.unknown-field', description: 'Rules and formulas name fields that are there.' },
  { id: 'rule.unknown-operator', description: 'Rules use operations that are there.' },
  { id: 'rule.unknown-value', description: 'Rules compare a picklist with values that it has.' },
  {
    id: 'rule.type-mismatch',
    description: 'A rule gives the type that its place needs, and compares like with like.',
  },
  { id: 'rule.wrong-arity', description: 'Operations get as many arguments as they take.' },
  { id: 'rule.invalid-literal', description: 'Literals of a rule can be stored and counted with.' },
  { id: 'rule.invalid-operation', description: 'A part of a rule is one operation with its arguments.' },
  {
    id: 'rule.invalid-reference',
    description: 'A rule names fields by text that is there when it is compiled.',
  },
  { id: 'rule.prior-not-allowed', description: 'Only rules of a save ask isNew, isChanged and priorValue.' },
  {
    id: 'rule.invalid-regex',
    description: 'Regular expressions of a rule are simple enough to be sure of their time.',
  },
  { id: 'rule.too-large', description: 'A rule with its formulas has at most 2000 parts, 64 levels deep.' },
]
