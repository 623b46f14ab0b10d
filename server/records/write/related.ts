import type { RecordValues } from '../../fields/field-type.ts'
import type { FieldModel, ObjectModel } from '../../metadata/org-model.ts'
import type { Session } from '../../org/session.ts'
import type { Connection } from '../../storage/database.ts'
import type { PathTree } from './paths.ts'
import { recordTypeRecord } from './record-types.ts'
import { selectLive, selectRecords } from './select.ts'
import { ownUserRecord } from './user-record.ts'

/** Live records of other objects that a write looks at, by object and id. */
export type RelatedRecords = Map<ObjectModel, Map<string, RecordValues>>

interface Frontier {
  readonly tree: PathTree
  readonly records: readonly RecordValues[]
}

export interface RelatedRequest {
  readonly session: Session
  readonly connection: Connection
  readonly tree: PathTree
  readonly records: readonly RecordValues[]
  /** Lock what the records themselves refer to against being deleted meanwhile. */
  readonly lock: boolean
  /** Lookups of the records whose targets are only asked whether they are there. */
  readonly existence: boolean
}

/**
 * Follows the lookups of a tree of paths level by level: one statement for each object of a level, and one for all
 * objects of which nothing but existence is asked.
 */
export async function loadRelated(request: RelatedRequest, into: RelatedRecords): Promise<void> {
  const { session, connection, tree } = request
  const asked = new Map<ObjectModel, Set<string>>()
  let frontiers: readonly Frontier[] = [{ tree, records: request.records }]
  for (let level = 0; frontiers.length > 0; level++) {
    const wanted = collectIds(frontiers, request.existence || level > 0)
    if (level === 0 && tree.user) addWanted(wanted, tree.user.object, session.principal.userId)
    const missing = new Map<ObjectModel, readonly string[]>()
    for (const [object, ids] of wanted) {
      const news = answerWithoutStatement(session, object, notAsked(asked, object, ids), tree, into)
      if (news.length > 0) missing.set(object, news.sort())
    }
    await loadLevel({ session, connection }, missing, tree, request.lock && level === 0, into)
    const next = nextFrontiers(frontiers, into)
    frontiers = level === 0 ? [...next, ...ofUser(request, into)] : next
  }
}

/** The lookups of `$User` are followed like those of the records, once the user is there. */
function ofUser({ session, tree }: RelatedRequest, related: RelatedRecords): readonly Frontier[] {
  const user = tree.user && related.get(tree.user.object)?.get(session.principal.userId)
  return user && tree.user ? [{ tree: tree.user, records: [user] }] : []
}

function collectIds(frontiers: readonly Frontier[], existence: boolean): Map<ObjectModel, Set<string>> {
  const wanted = new Map<ObjectModel, Set<string>>()
  for (const { tree, records } of frontiers) {
    for (const { lookup, targets, tree: below } of tree.steps.values()) {
      if (!existence && below.fields.size === 0 && below.steps.size === 0) continue
      for (const record of records) {
        const id = record[lookup.name]
        if (typeof id !== 'string') continue
        const target = targetOf(targets, id)
        if (target) addWanted(wanted, target, id)
      }
    }
  }
  return wanted
}

function targetOf(targets: readonly ObjectModel[], id: string): ObjectModel | undefined {
  if (targets.length === 1) return targets[0]
  return targets.find(target => id.startsWith(target.keyPrefix))
}

function addWanted(wanted: Map<ObjectModel, Set<string>>, object: ObjectModel, id: string): void {
  const ids = wanted.get(object)
  if (ids) ids.add(id)
  else wanted.set(object, new Set([id]))
}

function notAsked(
  asked: Map<ObjectModel, Set<string>>,
  object: ObjectModel,
  ids: ReadonlySet<string>,
): string[] {
  const before = asked.get(object)
  if (!before) {
    asked.set(object, new Set(ids))
    return [...ids]
  }
  const news = [...ids].filter(id => !before.has(id))
  for (const id of news) before.add(id)
  return news
}

/** Record types are in the model, who asks is in the session. Gives back the ids of all others. */
function answerWithoutStatement(
  { org: { model }, principal }: Session,
  object: ObjectModel,
  ids: string[],
  tree: PathTree,
  into: RelatedRecords,
): string[] {
  const known = recordsOf(into, object)
  return ids.filter(id => {
    const fields = tree.columns.get(object)
    const record = recordTypeRecord(model, object, id, fields) ?? ownUserRecord(principal, object, id, fields)
    if (record) known.set(id, record)
    return !record
  })
}

async function loadLevel(
  where: { readonly session: Session; readonly connection: Connection },
  missing: ReadonlyMap<ObjectModel, readonly string[]>,
  tree: PathTree,
  lock: boolean,
  into: RelatedRecords,
): Promise<void> {
  const { schema } = where.session.org
  const existence: (readonly [ObjectModel, readonly string[]])[] = []
  for (const [object, ids] of missing) {
    const fields = tree.columns.get(object) ?? new Set<FieldModel>()
    if (fields.size === 0) {
      existence.push([object, ids])
      continue
    }
    const records = await selectRecords(where.connection, { schema, object, fields: [...fields], ids, lock })
    const known = recordsOf(into, object)
    for (const record of records) known.set(record.Id as string, record)
  }
  if (existence.length === 0) return
  const found = await selectLive(where.connection, schema, existence, lock)
  for (const [object, id] of found) recordsOf(into, object).set(id, { Id: id })
}

function recordsOf(related: RelatedRecords, object: ObjectModel): Map<string, RecordValues> {
  let records = related.get(object)
  if (!records) {
    records = new Map()
    related.set(object, records)
  }
  return records
}

function nextFrontiers(frontiers: readonly Frontier[], related: RelatedRecords): readonly Frontier[] {
  const next: Frontier[] = []
  for (const { tree, records } of frontiers) {
    for (const { lookup, targets, tree: below } of tree.steps.values()) {
      if (below.steps.size === 0) continue
      const parents = new Set<RecordValues>()
      for (const record of records) {
        const parent = relatedRecord(related, targets, record[lookup.name])
        if (parent) parents.add(parent)
      }
      if (parents.size > 0) next.push({ tree: below, records: [...parents] })
    }
  }
  return next
}

/** The loaded record that a lookup's value means; undefined when there is no such live record. */
export function relatedRecord(
  related: RelatedRecords,
  targets: readonly ObjectModel[],
  id: unknown,
): RecordValues | undefined {
  if (typeof id !== 'string') return undefined
  const target = targetOf(targets, id)
  return target && related.get(target)?.get(id)
}
