import type { AtelierError, Problem } from '../kernel/errors.ts'
import { type Message, type MessageValue, tell } from '../kernel/message.ts'
import type { ObjectModel } from '../metadata/org-model.ts'
import { messageIn, wordsIn } from './messages.ts'

/** Who reads it, and which object it is about, with its labels in the reader's words. */
export interface Reader {
  readonly language: string
  readonly object?: ObjectModel
}

/** The message in the reader's language; the object, its fields and permissions are called as the reader knows them. */
export function messageFor(
  { language, object }: Reader,
  message: Message,
  fields: readonly string[] = [],
): string {
  const labels = fields.map(name => object?.fields.get(name.toLowerCase())?.label ?? name)
  const renamed: Readonly<Record<string, (value: MessageValue) => MessageValue>> = {
    fields: value => labels.join(', ') || value,
    object: value => object?.label ?? value,
    permission: value => messageIn(language, `permission.${value}`),
  }
  return tell(
    message,
    words => wordsIn(language, words),
    (name, value) => renamed[name]?.(value) ?? value,
  )
}

/** What is wrong and what to do, in the reader's language; what metadata and hooks say is told as they say it. */
export function problemText(reader: Reader, { message, says, hint, fields }: Problem): string {
  const told = says?.map(one => messageFor(reader, one, fields)) ?? [message, ...(hint ? [hint] : [])]
  return told.join(' ')
}

/** The same with the field's label before it, where nothing else shows which field it is. */
export function labelledProblem(reader: Reader, problem: Problem): string {
  const text = problemText(reader, problem)
  const [name = '', ...others] = problem.fields ?? []
  const label = others.length === 0 && reader.object?.fields.get(name.toLowerCase())?.label
  const words = problem.says?.map(one => wordsIn(reader.language, one.words)) ?? ['{fields}']
  const isNamed = words.some(one => one.includes('{fields}'))
  return label && !isNamed ? `${label}: ${text}` : text
}

/** All that is wrong with what was asked for. */
export function errorText(reader: Reader, { problems }: AtelierError): string {
  return problems.map(problem => problemText(reader, problem)).join(' ')
}
