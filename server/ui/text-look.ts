import type { InputContext, InputTexts, Look, ShownValue } from './look.ts'

/** What all looks share whose control is one line of text. */
export const textLook = {
  show: ({ value }: ShownValue): object => ({ text: String(value) }),
  toInput: ({ value }: ShownValue): InputTexts => [value === null ? '' : String(value)],
  edit: ([text = '']: InputTexts): object => ({ text }),
  fromInput: ([text = '']: InputTexts, { field, viewer }: InputContext) =>
    field.fieldType.parse(text, field, viewer),
} as const satisfies Partial<Look>
