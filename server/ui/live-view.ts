import type { ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import type { ReadRecord } from '../records/read/output-records.ts'
import { LIVE } from './addresses.ts'
import { type Cell, compileCell } from './cell.ts'
import { compiledOnce } from './compiled.ts'

/** What an open page asks to hear of. */
export interface LiveView {
  readonly url: string
  readonly object: string
  /** Of the org model that the page was made by. */
  readonly version: number
  /** Empty: none in particular. */
  readonly id: string
  readonly isList: boolean
  /** Related lists: `payment__c.order__c`, with commas. */
  readonly related: string
  /** Who has saved the record last; empty: it is not told. */
  readonly who: string
}

interface LiveOptions {
  readonly record?: ReadRecord
  readonly isList?: boolean
  readonly related?: readonly { readonly object: ObjectModel; readonly lookup: string }[]
}

/** A list hears of all records of the object, a page of one record of that one and of those in its related lists, a form for a new one of none. */
export function liveView(
  session: Session,
  object: ObjectModel,
  { record, isList = false, related = [] }: LiveOptions,
): LiveView {
  const who = record && modifierCell(session, object)?.read(record).target?.name
  const id = record ? String(record.Id ?? '') : ''
  const lookups = related.map(({ object: child, lookup }) => `${child.name}.${lookup}`).join()
  const { version } = session.org.model
  return { url: LIVE, object: object.name, version, id, isList, related: lookups, who: who ?? '' }
}

/** Undefined where whoever asks may not see who has saved a record. */
export function modifierCell(session: Session, object: ObjectModel): Cell | undefined {
  return compiledOnce(session, `modifier ${object.name}`, () =>
    compileCell(session, object, 'LastModifiedById'),
  )
}
