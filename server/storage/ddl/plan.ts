import type { Problem } from '../../kernel/errors.ts'
import type { OrgModel } from '../../metadata/org-model.ts'
import { checkRestored } from './check-restored.ts'
import { shapeOf } from './model-shape.ts'
import { planConversions } from './plan-conversions.ts'
import { planSummaries } from './plan-summaries.ts'
import { asideName, planTable } from './plan-table.ts'
import { type FormerName, findRenames, invertRenames, type Renames, renameShape } from './rename-shape.ts'
import type { TableShape, Tombstone } from './shape.ts'
import type { DdlStep } from './step.ts'
import type { StoredCheck } from './stored-check.ts'

export interface DdlPlan {
  readonly steps: readonly DdlStep[]
  /** What must hold for the stored values before the steps are taken. */
  readonly checks: readonly StoredCheck[]
  /** Changes that are never made. */
  readonly problems: readonly Problem[]
  readonly inverse: readonly DdlStep[]
  /** What must hold for the stored values before the inverse is taken. */
  readonly inverseChecks: readonly StoredCheck[]
  /** What the inverse cannot bring back, in words. */
  readonly irreversible: readonly string[]
}

export interface PlanContext {
  /** Unique to this deploy; names what is set aside. */
  readonly version: number
  /** IANA name, of the org: where its days begin. */
  readonly timeZone: string
  readonly tombstones?: readonly Tombstone[]
}

/** Steps from one model's tables to another's. Pure: it knows nothing of the rows that are there. */
export function planDdl(before: OrgModel | undefined, after: OrgModel, context: PlanContext): DdlPlan {
  const from = byName(before ? shapeOf(before) : [])
  const to = byName(shapeOf(after))
  const renames = findRenames(from, to, formerNames(after))
  const back = invertRenames(renames)
  const there = planConversions(before, after, renames, context)
  const undone = planConversions(after, before, back, context)
  const forward = planShapes(from, to, renames, context.tombstones ?? [], context.version)
  const made = tombstonesOf(forward)
  const inverse = keepAsideNames(planShapes(to, from, back, made, context.version), forward, back)
  return Object.freeze({
    steps: order([
      ...forward,
      ...there.steps,
      ...planSummaries(before, after, renames, there.steps, context),
    ]),
    checks: there.checks,
    problems: [...there.problems, ...checkRestored(forward, context.tombstones ?? [], after)],
    inverse: order([
      ...inverse,
      ...undone.steps.filter(({ kind }) => kind !== 'keepOriginals'),
      ...there.restores,
      ...planSummaries(after, before, back, undone.steps, context),
    ]),
    inverseChecks: undone.checks,
    irreversible: [...undone.problems.map(problem => problem.message), ...there.lost],
  })
}

function formerNames(model: OrgModel): readonly FormerName[] {
  const lower = (names: readonly string[]): readonly string[] => names.map(name => name.toLowerCase())
  return [...model.objects.values()].flatMap(object => {
    const { table } = object
    const fields = object.fieldList.flatMap(({ column, formerly }) =>
      column !== null && formerly ? [{ table, column, formerly: lower(formerly) }] : [],
    )
    return object.formerly ? [{ table, formerly: lower(object.formerly) }, ...fields] : fields
  })
}

function byName(shapes: readonly TableShape[]): ReadonlyMap<string, TableShape> {
  return new Map(shapes.map(shape => [shape.name, shape]))
}

function planShapes(
  before: ReadonlyMap<string, TableShape>,
  after: ReadonlyMap<string, TableShape>,
  renames: Renames,
  tombstones: readonly Tombstone[],
  version: number,
): DdlStep[] {
  const steps: DdlStep[] = []
  const aside = tombstones.map(stone => ({ ...stone, table: renames.tables.get(stone.table) ?? stone.table }))
  const renamed = new Map<string, TableShape>()
  for (const shape of before.values()) {
    const now = renameShape(shape, renames)
    if (after.has(now.name)) renamed.set(now.name, now)
    else steps.push(...setTableAside(shape, version))
  }
  for (const [old, name] of renames.tables) steps.push({ kind: 'renameTable', table: old, to: name })
  for (const shape of after.values()) {
    const old = before.get([...renames.tables].find(([, name]) => name === shape.name)?.[0] ?? shape.name)
    steps.push(
      ...planTable({
        old,
        renamed: renamed.get(shape.name),
        after: shape,
        renames,
        tombstones: aside,
        version,
      }),
    )
  }
  return steps
}

function setTableAside(shape: TableShape, version: number): DdlStep[] {
  const { name: table, columns } = shape
  return [
    ...shape.foreignKeys.map(foreignKey => ({ kind: 'dropForeignKey', foreignKey }) as const),
    ...shape.indexes.map(index => ({ kind: 'dropIndex', index }) as const),
    { kind: 'setTableAside', table, aside: asideName(version, table), columns },
  ]
}

/** What was restored goes back under the name that it had aside: older deploys' inverses know it by that. */
function keepAsideNames(
  inverse: readonly DdlStep[],
  forward: readonly DdlStep[],
  back: Renames,
): readonly DdlStep[] {
  const names = new Map<string, string>()
  for (const step of forward) {
    if (step.kind !== 'restoreColumn' && step.kind !== 'restoreTable') continue
    const column = step.kind === 'restoreColumn' ? step.column.name : ''
    names.set(`${back.tables.get(step.table) ?? step.table}.${column}`, step.aside)
  }
  return inverse.map(step => {
    if (step.kind !== 'setColumnAside' && step.kind !== 'setTableAside') return step
    const column = step.kind === 'setColumnAside' ? step.column.name : ''
    return { ...step, aside: names.get(`${step.table}.${column}`) ?? step.aside }
  })
}

/** What a list of steps leaves set aside: its inverse takes it back. */
export function tombstonesOf(steps: readonly DdlStep[]): readonly Tombstone[] {
  return steps.flatMap(step => {
    if (step.kind === 'setTableAside')
      return [{ table: step.table, aside: step.aside, columns: step.columns }]
    if (step.kind !== 'setColumnAside') return []
    const { table, column, aside } = step
    return [{ table, column: column.name, aside, columns: [column] }]
  })
}

/**
 * Old links go first, then columns move, and what needs the new columns comes last. Indexes over columns that stay
 * are built before anything takes the lock that readers wait for.
 */
const ORDER: readonly DdlStep['kind'][] = [
  'createTable',
  'createSequence',
  'dropForeignKey',
  'dropIndex',
  'setTableAside',
  'renameTable',
  'restoreTable',
  'setColumnAside',
  'renameColumn',
  'restoreColumn',
  'addColumn',
  'adoptColumn',
  'dropNotNull',
  'keepOriginals',
  'convertColumn',
  'rewriteColumn',
  'restoreOriginals',
  'setDefault',
  'renameIndex',
  'renameForeignKey',
  'renameSequence',
  'createIndex',
  'postponeIndex',
  'addForeignKey',
  'validateForeignKey',
  'fillSummary',
]

function order(steps: readonly DdlStep[]): readonly DdlStep[] {
  const place = new Map(ORDER.map((kind, index) => [kind, index]))
  const rank = (step: DdlStep): number => place.get(step.kind) as number
  const changed = new Set(
    steps
      .filter(step => 'table' in step && step.kind !== 'renameIndex')
      .map(step => (step as { table: string }).table),
  )
  const isEarly = (step: DdlStep): boolean => step.kind === 'createIndex' && !changed.has(step.index.table)
  const early = steps.filter(isEarly)
  const rest = steps.filter(step => !isEarly(step)).sort((a, b) => rank(a) - rank(b))
  return Object.freeze([...early, ...rest])
}
