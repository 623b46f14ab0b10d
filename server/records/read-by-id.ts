import { AtelierError } from '../kernel/errors.ts'
import { normalizeId } from '../kernel/ids.ts'
import type { FieldModel, ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import type { PreparedSql } from '../storage/sql/slots.ts'
import type { Literal, Query } from './query/query.ts'
import { oneUse } from './read/choose-use.ts'
import { planRead } from './read/plan.ts'
import { planUnder } from './read/plan-cache.ts'
import type { ReadPlan } from './read/plan-compiled.ts'
import { noSuchObject } from './read/plan-errors.ts'
import { typeOfField } from './read/plan-type.ts'
import { runPlan, runValues, withFreshModel } from './read/run.ts'

export interface RecordRequest {
  readonly object: string
  /** Undefined: every field that may be read. */
  readonly fields?: readonly string[] | undefined
  readonly version: string
}

/** One record as JSON text. Throws NOT_FOUND, or ENTITY_IS_DELETED for one in the recycle bin. */
export async function readById(
  session: Session,
  request: RecordRequest & { readonly id: string },
): Promise<string> {
  const id = normalizeId(request.id)
  const object = objectOf(session, request.object)
  if (!id) throw noSuchRecord(request.id)
  return withFreshModel(session, async () => {
    const plan = planBy(session, object, 'Id', request.fields)
    const [row] = await runOne(session, plan, plan.page(undefined), id)
    if (row) return plan.writeRecord(row, baseOf(request.version))
    throw await whyNot(session, object, id)
  })
}

/** One record by an external id. Throws DUPLICATE_EXTERNAL_ID when several have it. */
export async function readByExternalId(
  session: Session,
  request: RecordRequest & { readonly field: string; readonly value: string },
): Promise<string> {
  const object = objectOf(session, request.object)
  const field = object.fields.get(request.field.toLowerCase())
  const mayBeAsked = field && (field.externalId || field.name === 'Id') && session.access.field(field, 'read')
  if (!mayBeAsked) throw noSuchRecord(request.field)
  if (field.name === 'Id') return readById(session, { ...request, id: request.value })
  return withFreshModel(session, async () => {
    const plan = planBy(session, object, field.name, request.fields)
    const rows = await runOne(session, plan, plan.page(2), request.value, literalType(field))
    const [row, second] = rows
    if (!row) throw new AtelierError('NOT_FOUND', 'The requested resource does not exist')
    if (!second) return plan.writeRecord(row, baseOf(request.version))
    throw severalFound(
      field,
      rows.map(found => found[plan.output.idColumn] as string),
    )
  })
}

function severalFound(field: FieldModel, ids: readonly string[]): AtelierError {
  const code = 'DUPLICATE_EXTERNAL_ID'
  const message = `${field.name}: more than one record found for external id field: [${ids.join(', ')}]`
  return new AtelierError(code, message, [{ code, message, fields: [field.name], ids }])
}

interface ManyRequest extends RecordRequest {
  readonly ids: readonly string[]
  readonly fields: readonly string[]
}

/** Records in the order of the ids, null for those that are not there. */
export function readMany(session: Session, request: ManyRequest): Promise<string> {
  return withFreshModel(session, () => readAll(session, request))
}

async function readAll(session: Session, request: ManyRequest): Promise<string> {
  const object = objectOf(session, request.object)
  const ids = request.ids.map(id => normalizeId(id))
  const list: readonly Literal[] = [{ type: 'string', text: '?' }]
  const where = { kind: 'in', left: { kind: 'field', path: 'Id' }, not: false, values: list } as const
  const use = oneUse(session)
  const key = `many ${use} ${keyOf(object, request.fields)}`
  const plan = planUnder(session.org, session.access, key, () =>
    planRead(session.org, session.access, queryOf(session, object, request.fields, where), {
      slots: { literals: new Map<Literal | readonly Literal[], number>([[list, 0]]) },
      use,
    }),
  )
  const wanted = ids.filter(id => id !== null).map((text): Literal => ({ type: 'string', text }))
  const rows = await runPlan(
    session,
    plan.page(undefined),
    plan.sources,
    runValues(session, { values: [wanted] }),
  )
  const byId = new Map(rows.map(row => [row[plan.output.idColumn], row]))
  const base = baseOf(request.version)
  const written = ids.map(id => {
    const row = id === null ? undefined : byId.get(id)
    return row ? plan.writeRecord(row, base) : 'null'
  })
  return `[${written.join(',')}]`
}

function objectOf(session: Session, name: string): ObjectModel {
  const object = session.org.model.objects.get(name.toLowerCase())
  if (!object || !session.access.object(object, 'read'))
    throw noSuchObject(session.org.model, session.access, name)
  return object
}

/** The plan of "that field equals a value": the value is slot 0. */
function planBy(
  session: Session,
  object: ObjectModel,
  field: string,
  fields: readonly string[] | undefined,
): ReadPlan {
  const { org, access } = session
  const use = oneUse(session)
  return planUnder(org, access, `${use} ${field} ${keyOf(object, fields)}`, () => {
    const type = literalType(object.fields.get(field.toLowerCase()) as FieldModel)
    const right: Literal = { type, text: '?' }
    const where = { kind: 'compare', left: { kind: 'field', path: field }, operator: '=', right } as const
    return planRead(org, access, queryOf(session, object, fields, where), {
      slots: { literals: new Map([[right, 0]]) },
      use,
    })
  })
}

function keyOf(object: ObjectModel, fields: readonly string[] | undefined): string {
  return `${object.name} ${fields?.join('\u0000') ?? '*'}`
}

function queryOf(
  { access }: Session,
  object: ObjectModel,
  fields: readonly string[] | undefined,
  where: NonNullable<Query['where']>,
): Query {
  const readable = object.fieldList.filter(field => access.field(field, 'read')).map(field => field.name)
  const paths = fields ? distinct(['Id', ...fields]) : readable
  return { from: object.name, select: paths.map(path => ({ kind: 'field', path })), where, scope: 'live' }
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Map(names.map(name => [name.toLowerCase(), name])).values()].filter(name => name !== '')
}

function literalType(field: FieldModel): Literal['type'] {
  const { family } = typeOfField(field)
  return family === 'number' || family === 'date' || family === 'datetime' ? family : 'string'
}

function runOne(
  session: Session,
  plan: ReadPlan,
  prepared: PreparedSql,
  text: string,
  type: Literal['type'] = 'string',
): ReturnType<typeof runPlan> {
  return runPlan(session, prepared, plan.sources, runValues(session, { values: [{ type, text }] }))
}

async function whyNot(session: Session, object: ObjectModel, id: string): Promise<AtelierError> {
  const { org, access } = session
  const right: Literal = { type: 'string', text: id }
  const query: Query = {
    from: object.name,
    select: [{ kind: 'field', path: 'Id' }],
    where: { kind: 'compare', left: { kind: 'field', path: 'Id' }, operator: '=', right },
    scope: 'all',
  }
  const slots = { literals: new Map([[right, 0]]) }
  const use = oneUse(session)
  const plan = planUnder(org, access, `deleted ${use} ${object.name}`, () =>
    planRead(org, access, query, { slots, use }),
  )
  const [row] = await runOne(session, plan, plan.page(undefined), id)
  return row
    ? new AtelierError('ENTITY_IS_DELETED', 'entity is deleted')
    : new AtelierError('NOT_FOUND', 'The requested resource does not exist')
}

function noSuchRecord(text: string): AtelierError {
  return new AtelierError(
    'NOT_FOUND',
    `Provided external ID field does not exist or is not accessible: ${text}`,
  )
}

function baseOf(version: string): string {
  return `/services/data/${version.startsWith('v') ? version : `v${version}`}/sobjects/`
}
