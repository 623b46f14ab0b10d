import type { RecordValues } from '../../fields/field-type.ts'
import type { ObjectModel, OrgModel } from '../../metadata/org-model.ts'
import type { CompiledRule, RuleEnvironment, RuleValue } from '../../rules/rule.ts'
import { type ResolvedPath, resolveReference } from './paths.ts'
import { type RelatedRecords, relatedRecord } from './related.ts'

/** What rules are evaluated in: one environment for a whole batch, pointed at one record after another. */
export interface WriteEnvironment extends RuleEnvironment {
  current: RecordValues
  before: RecordValues | null
  /** `$Source`: the record that holds the lookup whose filter is evaluated. */
  source: RecordValues
  isNew: boolean
  readonly user: RecordValues
  readonly related: RelatedRecords
  readonly find: FindPath
}

interface EnvironmentOptions {
  readonly model: OrgModel
  readonly object: ObjectModel
  readonly source?: ObjectModel
  readonly related: RelatedRecords
  readonly userId: string
  readonly now: Date
  readonly timeZone: string
}

const NOTHING: RecordValues = Object.freeze({})

export function makeEnvironment(options: EnvironmentOptions): WriteEnvironment {
  const { model, object, related, userId } = options
  const user = model.objects.get('user')
  return {
    current: NOTHING,
    before: null,
    source: NOTHING,
    isNew: false,
    user: (user && related.get(user)?.get(userId)) ?? { Id: userId },
    related,
    find: pathsOf(model, object, options.source),
    now: options.now,
    timeZone: options.timeZone,
    value: readCurrent,
    prior: readBefore,
  }
}

function readCurrent(this: WriteEnvironment, name: string): RuleValue {
  return readFrom(this, this.current, name)
}

function readBefore(this: WriteEnvironment, name: string): RuleValue {
  return readFrom(this, this.before, name)
}

function readFrom(environment: WriteEnvironment, record: RecordValues | null, name: string): RuleValue {
  const path = environment.find(name)
  if (path.root === '') return readPath(path, record, environment.related)
  const root = path.root === '$User' ? environment.user : environment.source
  return readPath(path, root, environment.related)
}

function readPath(path: ResolvedPath, record: RecordValues | null, related: RelatedRecords): RuleValue {
  let current: RecordValues | null | undefined = record
  for (const { lookup, targets } of path.steps) {
    if (!current) return null
    current = relatedRecord(related, targets, current[lookup.name])
  }
  if (!current) return null
  const value = current[path.field.name]
  return value === undefined || value === null ? null : path.field.fieldType.toRule(value)
}

type FindPath = (name: string) => ResolvedPath

const resolved = new WeakMap<OrgModel, Map<string, FindPath>>()

/** Paths of an object's rules, resolved once for each model. */
function pathsOf(model: OrgModel, object: ObjectModel, source: ObjectModel | undefined): FindPath {
  let ofModel = resolved.get(model)
  if (!ofModel) {
    ofModel = new Map()
    resolved.set(model, ofModel)
  }
  const key = `${object.name} ${source?.name ?? ''}`
  let find = ofModel.get(key)
  if (!find) {
    find = makeFindPath(model, object, source)
    ofModel.set(key, find)
  }
  return find
}

function makeFindPath(model: OrgModel, object: ObjectModel, source: ObjectModel | undefined): FindPath {
  const known = new Map<string, ResolvedPath>()
  return name => {
    let path = known.get(name)
    if (!path) {
      path = resolveReference(model, object, name, source)
      known.set(name, path)
    }
    return path
  }
}

/** True when a rule's answer does not depend on the record. */
export function isConstant(rule: CompiledRule): boolean {
  return rule.references.every(path => path.startsWith('$User.')) && !rule.needsPrior
}
