import type { Parsed } from '../fields/field-type.ts'
import { keyPrefixOf } from '../kernel/ids.ts'
import type { FieldModel, ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import type { Condition, Query } from '../records/query/query.ts'
import { readRecords } from '../records/read-records.ts'
import type { InputContext, InputTexts } from './look.ts'

export interface Target {
  readonly id: string
  readonly name: string
  readonly object: string
}

const MOST = 8

/** Objects that the lookup leads to and that may be seen. */
export function targetsOf({ org, access }: Session, field: FieldModel): readonly ObjectModel[] {
  return (field.referenceTo ?? []).flatMap(name => {
    const object = org.model.objects.get(name.toLowerCase())
    return object && access.object(object, 'read') && access.field(object.nameField, 'read') ? [object] : []
  })
}

/** Records that a lookup may be set to and whose name has the text in it, first those that begin with it. */
export async function suggestTargets(
  session: Session,
  field: FieldModel,
  text: string,
  most = MOST,
): Promise<readonly Target[]> {
  const found: Target[] = []
  for (const object of targetsOf(session, field)) {
    for (const pattern of text === '' ? ['%'] : [`${escapeLike(text)}%`, `%${escapeLike(text)}%`]) {
      if (found.length >= most) break
      const ids = new Set(found.map(({ id }) => id))
      const more = await readTargets(session, object, like(object, pattern), most)
      found.push(...more.filter(({ id }) => !ids.has(id)))
    }
  }
  return found.slice(0, most)
}

/** What was typed or chosen in a lookup's control → id. A name must be the name of one record only. */
export async function findTarget([id = '', typed = '']: InputTexts, context: InputContext): Promise<Parsed> {
  const { session, field } = context
  const text = typed.trim()
  if (text === '') return { value: null }
  const chosen = id === '' ? undefined : await readTarget(session, field, id)
  if (chosen?.name === text || (id !== '' && id === text)) return { value: id }
  const exact = await findByName(session, field, text)
  const found = exact.length > 0 ? exact : await suggestTargets(session, field, text)
  if (found.length === 1) return { value: (found[0] as Target).id }
  const names = targetsOf(session, field).map(({ label }) => label)
  const what = names.join(' or ') || field.label
  const message =
    found.length === 0
      ? `There is no ${what} called "${text}".`
      : `"${text}" may be ${found.map(({ name }) => `"${name}"`).join(', ')}: type more of the name.`
  return { problem: { code: 'INVALID_CROSS_REFERENCE_KEY', message } }
}

async function findByName(session: Session, field: FieldModel, text: string): Promise<readonly Target[]> {
  const lists = targetsOf(session, field).map(object =>
    readTargets(session, object, like(object, escapeLike(text)), MOST),
  )
  return (await Promise.all(lists)).flat()
}

/** The record of the id, when it may be seen. */
export async function readTarget(
  session: Session,
  field: FieldModel,
  id: string,
): Promise<Target | undefined> {
  const object = targetsOf(session, field).find(({ keyPrefix }) => keyPrefix === keyPrefixOf(id))
  if (!object) return undefined
  const right = { type: 'string', text: id } as const
  const [found] = await readTargets(
    session,
    object,
    { kind: 'compare', left: { kind: 'field', path: 'Id' }, operator: '=', right },
    1,
  )
  return found
}

async function readTargets(
  session: Session,
  object: ObjectModel,
  where: Condition,
  most: number,
): Promise<readonly Target[]> {
  const name = object.nameField.name
  const query: Query = {
    from: object.name,
    select: [
      { kind: 'field', path: 'Id' },
      { kind: 'field', path: name },
    ],
    where,
    orderBy: [{ operand: { kind: 'field', path: name }, descending: false }],
    limit: most,
    scope: 'live',
  }
  const records = await readRecords(session, query)
  return records.map(record => ({
    id: String(record.Id),
    name: String(record[name] ?? record.Id),
    object: object.name,
  }))
}

function like(object: ObjectModel, pattern: string): Condition {
  const right = { type: 'string', text: pattern } as const
  return { kind: 'compare', left: { kind: 'field', path: object.nameField.name }, operator: 'LIKE', right }
}

/** The text itself in a LIKE pattern. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
