import type { Check } from '../../metadata-type.ts'
import { ruleChecks } from '../../rule-checks.ts'
import { checkCurrencies } from './check-currencies.ts'
import { checkDefaultCycles } from './check-default-cycles.ts'
import { checkDependentValues } from './check-dependent-values.ts'
import { checkLookups } from './check-lookups.ts'
import { checkNumbers } from './check-numbers.ts'
import { checkDefaults } from './check-values.ts'

export const fieldChecks: readonly Check[] = [
  {
    id: 'object.missing',
    description: 'Every folder under objects/ is an object with an object.json in some package.',
  },
  { id: 'field.duplicate', description: 'An object has a field of a name once.' },
  { id: 'field.unknown-object', description: 'A lookup refers to objects that are there.' },
  { id: 'field.unknown-value-set', description: 'The value set of a picklist is there.' },
  {
    id: 'lookup.filter',
    description: 'A lookup filter is over one object and combines its conditions rightly.',
  },
  {
    id: 'lookup.duplicate-relationship',
    description: 'Child relationships of an object have different names.',
  },
  { id: 'summary.unknown-field', description: 'A summary names a child object, its lookup and its field.' },
  {
    id: 'summary.not-child',
    description: 'The foreign key of a summary is a lookup to the object that sums.',
  },
  {
    id: 'summary.type',
    description:
      'Sums are of numbers; least and greatest of numbers and dates; none of what changes by itself.',
  },
  {
    id: 'summary.filter',
    description: "A summary's filter reads fields of the child record only, and neither clock nor user.",
  },
  { id: 'formula.cycle', description: 'Formulas do not need each other in a circle.' },
  ...ruleChecks,
  ...checkCurrencies,
  ...checkDefaultCycles,
  ...checkDefaults,
  ...checkDependentValues,
  ...checkLookups,
  ...checkNumbers,
]
