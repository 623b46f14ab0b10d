import type { Look } from '../look.ts'

const CHECKED = 'true'

const checkbox: Look = {
  name: 'checkbox',
  show: ({ value }) => ({ isChecked: value === true }),
  toInput: ({ value }) => (value === true ? [CHECKED] : []),
  edit: texts => ({ isChecked: texts.includes(CHECKED), checked: CHECKED }),
  fromInput: texts => ({ value: texts.includes(CHECKED) }),
}

export default checkbox
