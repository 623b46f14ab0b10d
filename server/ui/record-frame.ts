import type { ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { recordPath, withParameters } from './addresses.ts'
import type { ChangeOf, FieldChange } from './field-view.ts'
import { FILES, fileObjects, laterFiles } from './files.ts'
import { formCells } from './form-fields.ts'
import type { CompiledLayout, RelatedList } from './layouts.ts'
import { mayCreate, mayDelete, mayEdit } from './may.ts'
import { laterList } from './related.ts'
import { GAP } from './template.ts'

/** What pages say of all records of an object that have the same layout, frozen: addresses have gaps for their ids. */
export interface RecordFrame {
  readonly actions: RecordActions
  /** Cards below the details that come with the page; undefined: the files. */
  readonly first: readonly (RelatedList | undefined)[]
  /** Cards that the page fetches when they are scrolled to. */
  readonly later: readonly object[]
  readonly changeOf: ChangeOf
}

/** Empty: whoever reads may not. */
interface RecordActions {
  readonly edit: string
  readonly clone: string
  readonly sharing: string
  readonly remove: string
}

/** The others are fetched when they are scrolled to. */
const LISTS_AT_ONCE = 1

interface Framed {
  readonly object: ObjectModel
  readonly layout: CompiledLayout
}

/** A layout is compiled for an access, and so is what is around it. */
const frames = new WeakMap<CompiledLayout, RecordFrame>()

export function frameOf(session: Session, { object, layout }: Framed): RecordFrame {
  const frame = frames.get(layout) ?? makeFrame(session, { object, layout })
  frames.set(layout, frame)
  return frame
}

function makeFrame(session: Session, { object, layout }: Framed): RecordFrame {
  const cards = cardsOf(session, { object, layout })
  const at = (action: string, may: boolean): string => (may ? recordPath(object.name, GAP, action) : '')
  return Object.freeze({
    actions: Object.freeze({
      edit: at('edit', mayEdit(session, object)),
      clone: at('clone', mayCreate(session, object)),
      sharing: at('sharing', true),
      remove: at('delete', mayDelete(session, object)),
    }),
    first: cards.slice(0, LISTS_AT_ONCE),
    later: cards.slice(LISTS_AT_ONCE).map(list => laterCard(session, object, list)),
    changeOf: changesOf(session, { object, layout }),
  })
}

/** Related lists, and undefined for the files: behind the lists, where the layout says nothing of them. */
function cardsOf(session: Session, { object, layout }: Framed): RecordFrame['first'] {
  const { related } = layout
  if (!fileObjects(session, object)) return related
  const cards = related.map(list => (list.name === FILES ? undefined : list))
  return cards.includes(undefined) ? cards : [...cards, undefined]
}

function laterCard(session: Session, object: ObjectModel, list: RelatedList | undefined): object {
  return Object.freeze(list ? laterList(session, object, list, GAP) : laterFiles(session, object, GAP))
}

/** Forms for one field. `page`: where they lead back to, when they are not told to lead to the record. */
export function changesOf(session: Session, { object, layout }: Framed, page?: string): ChangeOf {
  const changeable = mayEdit(session, object) ? formCells(session, object, layout, 'update') : undefined
  const edit = recordPath(object.name, GAP, 'edit')
  const known = new Map<string, FieldChange>()
  return ({ path, label }, value) => {
    const key = value === undefined ? path : `${path} ${value}`
    const before = known.get(key)
    if (before || !changeable?.has(path)) return before ?? null
    const address = withParameters(edit, { fields: path, [path]: value, retURL: page })
    const change = Object.freeze({ address, label })
    known.set(key, change)
    return change
  }
}
