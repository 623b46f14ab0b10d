import { computed, remembered } from '../computed-type.ts'
import type { FieldSpec } from '../field-spec.ts'
import type { FieldType } from '../field-type.ts'
import { COMPUTED, filterItemsSchema, ruleSchema } from '../schema-parts.ts'
import number from './number.ts'

const PRECISION = 18

/** Counts are whole; a sum is shown with more digits than what it adds up. */
function resultSpec(spec: FieldSpec): FieldSpec {
  if (spec.summaryOperation === 'count') return { ...spec, precision: PRECISION, scale: 0 }
  return spec.summaryOperation === 'sum' ? { ...spec, precision: PRECISION } : spec
}

/** A stored roll-up whose values are of the given type. */
const summaryOf = remembered(
  (result: FieldType): FieldType => ({
    ...computed(result),
    name: 'Summary',
    ruleType: spec => result.ruleType(resultSpec(spec)),
    column: spec => (isTotal(spec) ? { sqlType: 'numeric' } : result.column(spec)),
    select: (column, spec) => result.select(column, resultSpec(spec)),
    fromRule: (value, spec) => result.fromRule(value, resultSpec(spec)),
    describe: spec => result.describe(resultSpec(spec)),
    changeFrom: (from, to) => {
      if (from.type !== 'Summary' || from.formula !== undefined || kindOf(from) !== kindOf(to))
        return 'refuse'
      return 'safe'
    },
  }),
)

/** The database lets a total grow as it must: a save of a child does not fail because its parent's sum is long. */
function isTotal({ summaryOperation }: FieldSpec): boolean {
  return summaryOperation === 'count' || summaryOperation === 'sum'
}

/** Another count or sum is computed anew; a day in place of a number has no room in the column. */
function kindOf(spec: FieldSpec): string {
  const { summaryOperation, summarizedType = 'Number' } = spec
  const isNumber = summaryOperation === 'count' || ['Number', 'Currency', 'Percent'].includes(summarizedType)
  return isNumber ? 'number' : summarizedType
}

const summary: FieldType = {
  ...summaryOf(number),
  schema: {
    properties: {
      summaryOperation: {
        enum: ['count', 'sum', 'min', 'max'],
        description: 'What is made of the child records.',
      },
      summarizedField: { type: 'string', description: 'Field of the child: child__c.amount__c.' },
      summaryForeignKey: {
        type: 'string',
        description: "The child's lookup to this object: child__c.parent__c.",
      },
      summaryFilter: ruleSchema('Which children count.'),
      summaryFilterItems: filterItemsSchema,
    },
    required: ['summaryOperation', 'summaryForeignKey'],
    never: COMPUTED,
  },
  specialize: (spec, find) => {
    const summarized = spec.summaryOperation === 'count' ? undefined : find(spec.summarizedType ?? '')
    return summaryOf(summarized ?? number)
  },
}

export default summary
