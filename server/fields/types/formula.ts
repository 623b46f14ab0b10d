import sql, { raw } from 'sql-template-tag'
import { computed, remembered } from '../computed-type.ts'
import { scaleOf } from '../decimal-values.ts'
import type { FieldType } from '../field-type.ts'
import { COMPUTED, ruleSchema } from '../schema-parts.ts'
import text from './text.ts'

/** A formula that returns the given type: it has no column, its expression is selected instead. */
const formulaOf = remembered(
  (result: FieldType): FieldType => ({
    ...computed(result),
    name: 'Formula',
    column: () => null,
    select: (expression, spec) =>
      result.ruleType(spec) === 'number'
        ? sql`round(${expression}, ${raw(String(scaleOf(spec)))})`
        : result.select(expression, spec),
    changeFrom: from => (from.formula === undefined ? 'refuse' : 'safe'),
  }),
)

const formula: FieldType = {
  ...formulaOf(text),
  schema: {
    properties: {
      formula: ruleSchema('Computed whenever the record is read.'),
      formulaTreatBlanksAs: { enum: ['BlankAsBlank', 'BlankAsZero'] },
    },
    required: ['formula'],
    never: { ...COMPUTED, trackHistory: 'A formula keeps no history: it is computed when it is read.' },
  },
  specialize: (spec, find) => formulaOf(find(spec.type) ?? text),
}

export default formula
