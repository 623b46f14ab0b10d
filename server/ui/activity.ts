import type { FieldModel, ObjectModel } from '../metadata/org-model.ts'
import { modelInWords } from '../org/words.ts'
import { hasText } from '../records/query/conditions.ts'
import type { Condition, Query } from '../records/query/query.ts'
import type { ReadRecord } from '../records/read/output-records.ts'
import { readRecords } from '../records/read-records.ts'
import { objectPath, recordPath, withParameters } from './addresses.ts'
import { compileCell } from './cell.ts'
import { compiledOnce } from './compiled.ts'
import { showDay, showInstant } from './date-text.ts'
import { mayCreate } from './may.ts'
import { nameOf } from './record-name.ts'
import type { Visit } from './visit.ts'

/** Something that has been done about a record, or is to be done. */
export interface Activity {
  readonly kind: string
  readonly name: string
  readonly address: string
  readonly when: string
  /** ISO day or instant; empty: at no time. */
  readonly instant: string
  readonly isOpen: boolean
  readonly isOverdue: boolean
}

export interface Timeline {
  /** What is to be done, the next first. */
  readonly next: readonly Activity[]
  /** What is done, the last first. */
  readonly past: readonly Activity[]
  /** Forms for new ones; `lookup` is their field that names the record. */
  readonly create: readonly {
    readonly label: string
    readonly object: string
    readonly lookup: string
    readonly address: string
  }[]
}

/** An object whose records are activities: when they are, and what of them is open. */
interface Kind {
  readonly object: string
  readonly when: string
  readonly closed?: string
  /** Open is what is still to come. */
  readonly isDated?: boolean
}

const KINDS: readonly Kind[] = [
  { object: 'Task', when: 'ActivityDate', closed: 'IsClosed' },
  { object: 'Event', when: 'StartDateTime', isDated: true },
  { object: 'EmailMessage', when: 'MessageDate' },
  { object: 'Note', when: 'CreatedDate' },
]

const MOST = 20
const NEVER = '9999'

/** Of each kind the last ones, as far as the viewer may see them; undefined: there can be none. */
export async function timelineOf(
  visit: Visit,
  object: ObjectModel,
  id: string,
): Promise<Timeline | undefined> {
  const kinds = kindsOf(visit, object)
  if (kinds.length === 0) return undefined
  const lists = await Promise.all(kinds.map(({ kind, lookups }) => read(visit, kind, lookups, id)))
  const all = lists.flat()
  return {
    next: all
      .filter(({ isOpen }) => isOpen)
      .sort((a, b) => (a.instant || NEVER).localeCompare(b.instant || NEVER)),
    past: all.filter(({ isOpen }) => !isOpen).sort((a, b) => b.instant.localeCompare(a.instant)),
    create: kinds.flatMap(({ kind, lookups }) => createOf(visit, kind, lookups, object, id)),
  }
}

/** The page with the timeline of a record; empty: records of this object have none. */
export function activityAddress(visit: Visit, object: ObjectModel, id: string): string {
  return kindsOf(visit, object).length > 0 ? recordPath(object.name, id, 'activity') : ''
}

interface LookingKind {
  readonly kind: Kind
  readonly lookups: readonly FieldModel[]
}

function kindsOf(visit: Visit, object: ObjectModel): readonly LookingKind[] {
  return compiledOnce(visit.session, `activity ${object.name}`, () =>
    KINDS.flatMap(kind => {
      const lookups = lookupsTo(visit, kind, object)
      return lookups.length > 0 ? [{ kind, lookups }] : []
    }),
  )
}

function objectOf({ session }: Visit, { object }: Kind): ObjectModel | undefined {
  return modelInWords(session).objects.get(object.toLowerCase())
}

/** Fields of the kind that lead to records of the object; none where it may not be seen. */
function lookupsTo(visit: Visit, kind: Kind, to: ObjectModel): readonly FieldModel[] {
  const { access } = visit.session
  const object = objectOf(visit, kind)
  if (!object || !access.object(object, 'read') || !access.field(object.nameField, 'read')) return []
  return object.fieldList.filter(
    field => !field.system && field.referenceTo?.includes(to.name) && access.field(field, 'read'),
  )
}

async function read(
  visit: Visit,
  kind: Kind,
  lookups: readonly FieldModel[],
  id: string,
): Promise<readonly Activity[]> {
  const object = objectOf(visit, kind) as ObjectModel
  const seen = ['Id', object.nameField.name, kind.when, ...(kind.closed ? [kind.closed] : [])].filter(
    path => path === 'Id' || compileCell(visit.session, object, path),
  )
  const of: readonly Condition[] = lookups.map(({ name }) => hasText(name, id))
  const query: Query = {
    from: object.name,
    select: seen.map(path => ({ kind: 'field', path })),
    where: { kind: 'or', of },
    ...(seen.includes(kind.when) && {
      orderBy: [{ operand: { kind: 'field', path: kind.when }, descending: true, nulls: 'first' }],
    }),
    limit: MOST,
    scope: 'live',
  }
  const records = await readRecords(visit.session, query)
  return records.map(record => activityOf(visit, kind, object, record))
}

function activityOf({ viewer }: Visit, kind: Kind, object: ObjectModel, record: ReadRecord): Activity {
  const instant = String(record[kind.when] ?? '')
  const isDay = /^\d{4}-\d\d-\d\d$/.test(instant)
  const now = new Date().toISOString()
  const isPast = instant !== '' && instant < (isDay ? now.slice(0, 10) : now)
  const isOpen = kind.closed ? record[kind.closed] === false : kind.isDated === true && !isPast
  return {
    kind: object.label,
    name: nameOf(object, record),
    address: recordPath(object.name, String(record.Id)),
    instant,
    when: instant === '' ? '' : isDay ? showDay(instant, viewer.locale) : showInstant(instant, viewer),
    isOpen,
    isOverdue: isOpen && isPast,
  }
}

/** Mail is sent, and not written into a form. */
function createOf(
  visit: Visit,
  kind: Kind,
  [lookup]: readonly FieldModel[],
  to: ObjectModel,
  id: string,
): Timeline['create'] {
  const object = objectOf(visit, kind) as ObjectModel
  if (!lookup || kind.object === 'EmailMessage' || !mayCreate(visit.session, object)) return []
  const retURL = recordPath(to.name, id)
  const address = withParameters(objectPath(object.name, 'new'), { [lookup.name]: id, retURL })
  return [{ label: object.label, object: object.name, lookup: lookup.name, address }]
}
