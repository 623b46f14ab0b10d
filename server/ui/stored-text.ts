import type { Cell } from './cell.ts'
import { labelOfValue } from './choices.ts'
import type { InputTexts } from './look.ts'
import { messageIn } from './messages.ts'

/** What a control holds, as people read it: labels of values, yes and no. */
export function storedText({ field }: Cell, texts: InputTexts, language: string): string {
  if (field.fieldType.ruleType(field) === 'boolean')
    return messageIn(language, texts.length > 0 ? 'yes' : 'no')
  const said = field.values ? texts.map(value => labelOfValue(field, value)).join('; ') : texts.at(-1)
  return said || '–'
}
