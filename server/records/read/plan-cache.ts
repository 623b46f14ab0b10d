import type { Access } from '../../access/access.ts'
import type { RowUse } from '../../access/row-scope.ts'
import { AtelierError, isErrorCode } from '../../kernel/errors.ts'
import type { OrgModel } from '../../metadata/org-model.ts'
import type { Org } from '../../org/session.ts'
import { placeInQuery } from '../query/malformed-query.ts'
import { parseWithSlots } from '../query/parse.ts'
import type { Query } from '../query/query.ts'
import { shapeOfQuery } from '../query/query-shape.ts'
import { type SlotValue, shapeOf } from '../query/shape.ts'
import { type Tokens, tokenize } from '../query/tokens.ts'
import { planRead } from './plan.ts'
import type { ReadPlan } from './plan-compiled.ts'

/** A plan with the values of this query's literals. */
export interface BoundPlan {
  readonly plan: ReadPlan
  readonly values: readonly SlotValue[]
}

/** Plans of one model; the least recently used ones go. */
const MAX_PLANS = 2_000
const caches = new WeakMap<OrgModel, Map<string, ReadPlan>>()

type PlanOrg = Pick<Org, 'model' | 'schema' | 'timeZone'>

/** The plan of SOQL text. A shape that was planned before costs its tokens only. */
export function planOfText(
  org: PlanOrg,
  access: Access,
  text: string,
  scope: Query['scope'] = 'live',
  use: RowUse = 'scan',
): BoundPlan {
  const tokens = tokenize(text)
  const shape = shapeOf(tokens)
  const key = `${use} ${scope}${org.schema}\u0000${access.key}\u0000${shape.key}`
  const plan = cached(org.model, key, () => {
    const { query, slots } = parseWithSlots(tokens, shape)
    const scoped: Query = scope === 'all' ? { ...query, scope } : query
    return planRead(org, access, scoped, { slots, isText: true, use })
  })
  return { plan, values: shape.values }
}

/** The plan of a query that came as data. */
export function planOfQuery(org: PlanOrg, access: Access, query: Query, use: RowUse = 'scan'): BoundPlan {
  const shape = shapeOfQuery(query)
  const key = `query ${use} ${org.schema}\u0000${access.key}\u0000${shape.key}`
  return {
    plan: cached(org.model, key, () => planRead(org, access, query, { slots: shape.slots, use })),
    values: shape.values,
  }
}

/** The plan that is kept under a key of the caller's own, made when it is not there. */
export function planUnder(org: PlanOrg, access: Access, key: string, make: () => ReadPlan): ReadPlan {
  return cached(org.model, `own${org.schema}\u0000${access.key}\u0000${key}`, make)
}

function cached(model: OrgModel, key: string, make: () => ReadPlan): ReadPlan {
  let plans = caches.get(model)
  if (!plans) {
    plans = new Map()
    caches.set(model, plans)
  }
  const known = plans.get(key)
  const plan = known ?? make()
  if (known) plans.delete(key)
  else if (plans.size >= MAX_PLANS) plans.delete(plans.keys().next().value as string)
  plans.set(key, plan)
  return plan
}

/** An error about a name of the text, with the place of that name in front. Other errors come back unchanged. */
export function placeProblem(text: string, error: unknown): unknown {
  if (!(error instanceof AtelierError)) return error
  const problem = error.problems[0]
  if (problem?.path === undefined || !isErrorCode(problem.code)) return error
  const offset = findToken(tokenize(text), problem.path)
  if (offset < 0) return error
  const message = placeInQuery(text, offset) + problem.message
  const { path: _, ...rest } = problem
  return new AtelierError(problem.code, message, [{ ...rest, message }])
}

function findToken({ text, starts, ends }: Tokens, path: string): number {
  const wanted = path.toLowerCase()
  const matches = (word: string): boolean => word === wanted || word.endsWith(`.${wanted}`)
  const index = starts.findIndex((start, at) => matches(text.slice(start, ends[at]).toLowerCase()))
  return index < 0 ? -1 : (starts[index] as number)
}
