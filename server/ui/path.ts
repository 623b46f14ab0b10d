import type { FieldModel, ObjectModel, RecordTypeModel } from '../metadata/org-model.ts'
import { type PathStepModel, pathAssistantOf } from '../metadata/types/path-assistant/compile.ts'
import type { Session } from '../org/session.ts'
import { modelInWords } from '../org/words.ts'
import { type Cell, compileCell } from './cell.ts'
import { compiledOnce } from './compiled.ts'
import { allowedValues } from './dependent-choices.ts'
import { type ChangeOf, type FieldView, fieldView } from './field-view.ts'
import { type NextSteps, NOWHERE, nextSteps, type Walked } from './next-steps.ts'
import type { Visit } from './visit.ts'

export interface PathView {
  readonly label: string
  /** What the steps are values of. */
  readonly field: string
  readonly way: WayView
  readonly refused: NextSteps['refused']
  /** Nothing follows, and whoever reads may change records of the object. */
  readonly isFinal: boolean
  /** What to do at the step that the record has reached, and the fields that matter there. */
  readonly info: string
  readonly fields: readonly FieldView[]
}

/** Frozen, the same for all records that have come as far; addresses have a gap for the id. */
interface WayView {
  readonly steps: readonly StepView[]
  /** What stands beside the steps: the next one of the way, then what ends it. Empty addresses: there is none. */
  readonly next: LinkView
  readonly others: readonly LinkView[]
}

interface LinkView {
  readonly label: string
  readonly address: string
}

/** Steps have an address where the record may go there. */
interface StepView extends LinkView {
  readonly isComplete: boolean
  readonly isCurrent: boolean
  /** The way has ended here, without its goal. */
  readonly isDropped: boolean
}

type TypedRecord = Walked & { readonly recordType: RecordTypeModel | undefined }

/** What can be chosen in a form that changes nothing but the step. */
export interface OfferedSteps {
  readonly field: string
  readonly values: ReadonlySet<string>
}

type Values = NonNullable<FieldModel['values']>

function assistantOf(session: Session, object: ObjectModel, recordType: RecordTypeModel | undefined) {
  const assistant = pathAssistantOf(modelInWords(session), object.name, recordType?.name)
  const field = assistant && object.fields.get(assistant.field.toLowerCase())
  return field && session.access.field(field, 'read') ? { assistant, field } : undefined
}

/** Paths of the fields that a path shows beside those of the layout. */
export function pathFields(
  session: Session,
  object: ObjectModel,
  recordType: RecordTypeModel | undefined,
): readonly string[] {
  const found = assistantOf(session, object, recordType)
  if (!found) return []
  return [found.field.name, ...[...found.assistant.steps.values()].flatMap(({ fields }) => fields)]
}

/** How far a record has come on the path of its object, and where it can go; null for objects without one. */
export async function pathOf(visit: Visit, found: TypedRecord, changeOf: ChangeOf): Promise<PathView | null> {
  const { session, viewer } = visit
  const { object, record, recordType } = found
  const { assistant, field } = assistantOf(session, object, recordType) ?? {}
  if (!assistant || !field) return null
  const value = record[field.name] as string | null
  const values = valuesOf(field, recordType, value)
  const mayChange = changeOf(ofField(field)) !== null
  const { open, refused } = mayChange ? await openSteps(visit, found, field, values) : NOWHERE
  const step = value === null ? undefined : assistant.steps.get(value)
  const cells = step ? stepCells(session, object, assistant.name, value as string, step) : []
  return {
    label: assistant.label,
    field: field.label,
    way: wayOf({ field, values, value, open, changeOf }),
    refused,
    isFinal: mayChange && open.length === 0 && refused.length === 0,
    info: step?.info ?? '',
    fields: cells.map(cell => fieldView(cell, viewer, { record, change: changeOf(cell) })),
  }
}

function stepCells(
  session: Session,
  object: ObjectModel,
  path: string,
  value: string,
  { fields }: PathStepModel,
): readonly Cell[] {
  return compiledOnce(session, `step ${path} ${value}`, () =>
    fields.flatMap(name => compileCell(session, object, name) ?? []),
  )
}

/** Where the record can go, as far as the field that controls this one offers it. */
function openSteps(visit: Visit, found: TypedRecord, field: FieldModel, values: Values): Promise<NextSteps> {
  const allowed = allowedValues({ session: visit.session, ...found, isOnForm: () => false }, field)
  const offered = values.filter(({ fullName }) => !allowed || allowed.has(fullName))
  return nextSteps(visit, found, field, offered)
}

/**
 * What a form for the path's field alone offers: the step that the record has reached, and where it can go. Undefined: the
 * form is for something else.
 */
export async function offeredSteps(
  visit: Visit,
  found: TypedRecord,
  fields: string,
): Promise<OfferedSteps | undefined> {
  const { field } = assistantOf(visit.session, found.object, found.recordType) ?? {}
  if (!field || field.name !== fields) return undefined
  const value = found.record[field.name] as string | null
  const { open } = await openSteps(visit, found, field, valuesOf(field, found.recordType, value))
  const values = [...open.map(({ fullName }) => fullName), ...(value === null ? [] : [value])]
  return { field: field.name, values: new Set(values) }
}

interface Reached {
  readonly field: FieldModel
  /** All that the record may have. */
  readonly values: Values
  readonly value: string | null
  /** Those that it may get next. */
  readonly open: Values
  readonly changeOf: ChangeOf
}

const ofField = ({ name, label }: FieldModel) => ({ path: name, label })

/** By what gives the addresses, which is of one layout. */
const ways = new WeakMap<ChangeOf, Map<string, WayView>>()
const MOST_WAYS = 1_000

function wayOf(reached: Reached): WayView {
  const { value, open, changeOf } = reached
  const known = ways.get(changeOf) ?? new Map<string, WayView>()
  ways.set(changeOf, known)
  let key = value ?? ''
  for (const { fullName } of open) key += `\n${fullName}`
  let way = known.get(key)
  if (way) return way
  if (known.size >= MOST_WAYS) known.clear()
  way = makeWay(reached)
  known.set(key, way)
  return way
}

function makeWay({ field, values, value, open, changeOf }: Reached): WayView {
  const addresses = new Map(
    open.map(({ fullName }) => [fullName, changeOf(ofField(field), fullName)?.address ?? '']),
  )
  return Object.freeze({ steps: stepsOf(values, value, addresses), ...linksOf(values, value, addresses) })
}

/** The values of the way, in their order; one that ended it stands behind them, and nothing is done then. */
function stepsOf(
  values: Values,
  current: string | null,
  addresses: ReadonlyMap<string, string>,
): readonly StepView[] {
  const way = values.filter(value => !isDropped(value, values))
  const reached = way.findIndex(({ fullName }) => fullName === current)
  const end = values.filter(value => value.fullName === current && isDropped(value, values))
  return [...way, ...end].map((value, index) => ({
    label: value.label,
    address: addresses.get(value.fullName) ?? '',
    isComplete: index < reached,
    isCurrent: value.fullName === current,
    isDropped: end.includes(value),
  }))
}

/** The step of the way that comes next, and what ends the way. */
function linksOf(values: Values, current: string | null, addresses: ReadonlyMap<string, string>) {
  const links = (of: Values): readonly LinkView[] =>
    of.flatMap(({ fullName, label }) => {
      const address = addresses.get(fullName)
      return address ? [{ label, address }] : []
    })
  const way = values.filter(value => !isDropped(value, values))
  const reached = way.findIndex(({ fullName }) => fullName === current)
  const [next = { label: '', address: '' }] = links(way.slice(reached + 1))
  return { next, others: links(values.filter(value => isDropped(value, values))) }
}

const DROPPED = /^(?:cancell?ed|failed|expired)$/i

/** Does the value end the way without its goal: cancelled, failed, or lost where others are won? */
function isDropped({ category = '', closed, won }: Values[number], all: Values): boolean {
  return DROPPED.test(category) || (closed === true && !won && all.some(value => value.won))
}

function valuesOf(
  { values = [], name }: FieldModel,
  recordType: RecordTypeModel | undefined,
  current: string | null,
): Values {
  const allowed = recordType?.picklistValues.get(name.toLowerCase())?.values
  return values.filter(
    ({ fullName, isActive }) =>
      fullName === current || (isActive && (!allowed || allowed.includes(fullName))),
  )
}
