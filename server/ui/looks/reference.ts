import { lookupPath, recordPath } from '../addresses.ts'
import { findTarget } from '../find-target.ts'
import type { Look } from '../look.ts'

/** A control holds the id, and the name that people see and type: what they type wins. */
const reference: Look = {
  name: 'reference',
  show: ({ value, target }) => ({
    text: target?.name ?? String(value),
    address: target ? recordPath(target.object, String(value)) : '',
  }),
  toInput: ({ value, target }) =>
    value === null ? ['', ''] : [String(value), target?.name ?? String(value)],
  edit: ([id = '', text = ''], { field }) => ({ id, text, source: lookupPath(field.object, field.name) }),
  fromInput: findTarget,
}

export default reference
