import type { Value } from '../fields/field-type.ts'
import type { Problem } from '../kernel/errors.ts'
import type { Cell } from './cell.ts'
import type { InputTexts } from './look.ts'
import type { Visit } from './visit.ts'

/** What a browser has sent: one text a name, or several. */
export type FormBody = Readonly<Record<string, string | readonly string[] | undefined>>

/** Texts of controls by the name of their field. */
export type Texts = ReadonlyMap<string, InputTexts>

/** Name of the hidden control that says what the others held when the form was opened. */
export const OPENED = '_opened'

/** What the controls of these fields hold. A control that sent nothing (an empty checkbox) holds no text. */
export function textsOf(body: FormBody, cells: Iterable<Cell>): Texts {
  const texts = new Map<string, InputTexts>()
  for (const { field } of cells) {
    const sent = body[field.name]
    texts.set(field.name, sent === undefined ? [] : typeof sent === 'string' ? [sent] : sent)
  }
  return texts
}

/** What they held when the form was opened. */
export function openedTexts(body: FormBody): Texts {
  try {
    const opened: unknown = JSON.parse(String(body[OPENED] ?? '{}'))
    const entries = Object.entries(opened as Readonly<Record<string, InputTexts>>)
    return new Map(entries.filter(([, texts]) => Array.isArray(texts)))
  } catch {
    return new Map()
  }
}

export function writeOpened(texts: Texts): string {
  return JSON.stringify(Object.fromEntries(texts))
}

/** Browsers send line ends as CRLF, whatever they were given. */
const plain = (texts: InputTexts | undefined): string =>
  JSON.stringify((texts ?? []).map(text => text.replaceAll('\r\n', '\n')))

export function isChanged(field: string, texts: Texts, opened: Texts): boolean {
  return plain(texts.get(field)) !== plain(opened.get(field))
}

export interface MergedTexts {
  readonly texts: Texts
  /** What is stored by now of the fields that both have changed, as text by field. */
  readonly stored: ReadonlyMap<string, string>
}

/**
 * What was typed over what somebody else has stored meanwhile: a field that only one of both has changed holds that
 * change; where both have, it holds what was typed.
 */
export function mergeTexts(sent: { readonly texts: Texts; readonly opened: Texts }, now: Texts): MergedTexts {
  const texts = new Map<string, InputTexts>()
  const stored = new Map<string, string>()
  for (const [name, theirs] of now) {
    const isMine = isChanged(name, sent.texts, sent.opened)
    texts.set(name, isMine ? (sent.texts.get(name) ?? []) : theirs)
    if (isMine && isChanged(name, now, sent.opened) && isChanged(name, sent.texts, now)) {
      stored.set(name, theirs.at(-1) || '–')
    }
  }
  return { texts, stored }
}

export function isBlank(field: string, texts: Texts): boolean {
  return (texts.get(field) ?? []).every(text => text === '')
}

export interface ReadForm {
  readonly values: Readonly<Record<string, Value>>
  readonly problems: readonly Problem[]
}

type Reading = Pick<Visit, 'session' | 'viewer'>

/** The values of those fields that are to be sent. */
export async function readForm(
  { session, viewer }: Reading,
  cells: Iterable<Cell>,
  texts: Texts,
  isSent: (field: string) => boolean,
): Promise<ReadForm> {
  const values: Record<string, Value> = {}
  const problems: Problem[] = []
  for (const { field, look } of cells) {
    if (!isSent(field.name)) continue
    const parsed = await look.fromInput(texts.get(field.name) ?? [], { field, viewer, session })
    if ('problem' in parsed) problems.push({ ...parsed.problem, fields: [field.name] })
    else values[field.name] = parsed.value
  }
  return { values, problems }
}
