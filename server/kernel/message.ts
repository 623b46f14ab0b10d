/**
 * Words for people. The English ones stand where something is said, with `{name}` for each value; they are the key of
 * their translations in `ui-templates/messages/`.
 */
export interface Message {
  readonly words: string
  readonly values: MessageValues
}

/** A message in a message is told in the same language. */
export type MessageValue = string | number | Message

export type MessageValues = Readonly<Record<string, MessageValue>>

type NamesIn<Words extends string> = Words extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never

type ValuesFor<Words extends string> = string extends Words
  ? [never]
  : [NamesIn<Words>] extends [never]
    ? []
    : [Readonly<Record<NamesIn<Words>, MessageValue>>]

/** The words stand here as they are, and nowhere else: a test collects them from such calls. */
export function say<const Words extends string>(words: Words, ...[values]: ValuesFor<Words>): Message {
  return { words, values: values ?? {} }
}

/** How words are said elsewhere; the same words, where they are not. */
export type Translate = (words: string) => string

/** What whoever reads it calls a value of that name. */
export type Rename = (name: string, value: MessageValue) => MessageValue

/** The message with its values, in whatever language `translate` knows. */
export function tell(
  { words, values }: Message,
  translate: Translate,
  rename: Rename = (_name, value) => value,
): string {
  return fillIn(translate(words), name => {
    const value = rename(name, values[name] ?? '')
    return typeof value === 'object' ? tell(value, translate, rename) : String(value)
  })
}

export function inEnglish(message: Message): string {
  return tell(message, words => words)
}

/** Words that were filled in: texts, and between them the names of values. There are as many as the catalogues have. */
const split = new Map<string, readonly string[]>()
const MOST_SPLIT = 10_000

/** `{name}` is replaced by the value of that name. */
export function fillIn(words: string, valueFor: (name: string) => string): string {
  if (!words.includes('{')) return words
  const parts = split.get(words) ?? splitWords(words)
  let text = parts[0] as string
  for (let index = 1; index < parts.length; index += 2)
    text += valueFor(parts[index] as string) + parts[index + 1]
  return text
}

function splitWords(words: string): readonly string[] {
  const parts = words.split(/\{(\w+)\}/)
  if (split.size >= MOST_SPLIT) split.clear()
  split.set(words, parts)
  return parts
}
