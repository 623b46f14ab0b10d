import sql from 'sql-template-tag'
import { say } from '../../kernel/message.ts'
import type { FieldSpec } from '../field-spec.ts'
import type { FieldType, Parsed } from '../field-type.ts'
import { refuse } from '../problems.ts'
import { defaultValueSchema } from '../schema-parts.ts'
import { describeText, parseCellText, parseJsonText, sameExpression, textFunctions } from '../text-values.ts'
import { changesFrom, forEach, isTooLong, keeping, mismatches, safely } from '../type-changes.ts'

const LENGTH = 80
const EMAIL =
  /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*@([\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]*[\p{L}\p{N}]$/u
/** Rougher, for values stored as another type. */
const STORED = '^[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+$'

function checked(parsed: Parsed, spec: FieldSpec): Parsed {
  if ('problem' in parsed || parsed.value === null || EMAIL.test(String(parsed.value))) return parsed
  return refuse(
    'INVALID_EMAIL_ADDRESS',
    spec,
    say('invalid email address: {value}', { value: String(parsed.value) }),
  )
}

const email: FieldType = {
  ...textFunctions,
  name: 'Email',
  look: 'email',
  searchText: sameExpression,
  schema: { properties: { defaultValue: defaultValueSchema } },
  parse: (input, spec) => checked(parseJsonText(input, spec, 'email', LENGTH), spec),
  parseCell: (input, spec) => {
    const address = typeof input === 'string' ? input.replace(/^\s*mailto:/i, '') : input
    return checked(parseCellText(address, spec, LENGTH), spec)
  },
  describe: () => describeText('email', LENGTH),
  ...changesFrom({
    Email: safely,
    ...forEach(
      ['Text', 'TextArea', 'LongTextArea', 'Picklist'],
      keeping(
        () => false,
        column => sql`(${isTooLong(column, LENGTH)} OR ${mismatches(column, STORED)})`,
      ),
    ),
  }),
}

export default email
