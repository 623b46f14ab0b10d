import { fullAccess } from '../access/access.ts'
import { AtelierError, type Problem } from '../kernel/errors.ts'
import type { FieldModel, HookModel, ObjectModel, OrgModel, TriggerEvent } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import type { HookPort, TriggerBatch, TriggerOutcome } from '../records/hooks.ts'
import { makeTurns } from '../storage/turns.ts'
import { unitOf } from './hook-unit.ts'
import { type InvokeServices, invokeHook } from './invoke-hook.ts'
import { type HookLimits, MAX_TRIGGER_DEPTH } from './limits.ts'
import { measureHook } from './measure-hook.ts'
import type { HookInput, TableColumn, TriggerAnswer } from './protocol.ts'

type Changes = Map<number, Readonly<Record<string, unknown>>>

/** Triggers by object and event, found once for each model. */
const triggersOfModel = new WeakMap<OrgModel, ReadonlyMap<string, readonly HookModel[]>>()

/** Milliseconds that a save waits for others of objects with triggers. */
const PATIENCE = 10_000

/** `saves`: how many of objects with triggers may be under way. */
export function makeHookPort(services: InvokeServices, limits: HookLimits, saves: number): HookPort {
  const turns = makeTurns(saves, PATIENCE, tooMany)
  return {
    admit: (session, object, save) => (hasTriggers(session.org.model, object) ? turns.take(save) : save()),
    fires: (session, object, event) => triggersOf(session.org.model, object, event).length > 0,
    fire: async (session, batch) => {
      const inner = goDeeper(session, batch)
      const unit = unitOf(session, limits)
      const outcome = { changes: new Map() as Changes, problems: new Map<number, Problem[]>() }
      for (const hook of triggersOf(session.org.model, batch.object, batch.event)) {
        const input = toInput(batch, outcome.changes)
        const answer = await measureHook(hook.name, batch.event, () =>
          invokeHook(services, unit, inner, hook, input),
        )
        if (!isAnswer(answer)) throw new AtelierError('HOOK_FAILED', `${hook.name} gave no answer.`)
        collect(outcome, answer)
      }
      return outcome satisfies TriggerOutcome
    },
  }
}

function tooMany(): AtelierError {
  const message = 'Too many saves of objects with triggers are under way. Try again shortly.'
  return new AtelierError('SERVER_UNAVAILABLE', message)
}

function hasTriggers({ hooks }: OrgModel, { name }: ObjectModel): boolean {
  for (const { kind, object } of hooks.values())
    if (kind === 'trigger' && object?.toLowerCase() === name.toLowerCase()) return true
  return false
}

function triggersOf(model: OrgModel, object: ObjectModel, event: TriggerEvent): readonly HookModel[] {
  let triggers = triggersOfModel.get(model)
  if (!triggers) {
    triggers = groupTriggers(model)
    triggersOfModel.set(model, triggers)
  }
  return triggers.get(`${object.name} ${event}`) ?? []
}

/** In the order of their names: the same on every node. */
function groupTriggers(model: OrgModel): ReadonlyMap<string, readonly HookModel[]> {
  const groups = new Map<string, HookModel[]>()
  const hooks = [...model.hooks.values()].filter(hook => hook.kind === 'trigger')
  for (const hook of hooks.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const object = model.objects.get((hook.object ?? '').toLowerCase())?.name
    for (const event of hook.events ?? []) {
      const key = `${object} ${event}`
      groups.set(key, [...(groups.get(key) ?? []), hook])
    }
  }
  return groups
}

/** Triggers run in system mode; what they save is one level deeper. */
function goDeeper(session: Session, batch: TriggerBatch): Session {
  const { transaction } = session
  if (!transaction) throw new AtelierError('UNKNOWN_EXCEPTION', 'Triggers fire inside a transaction only.')
  if (transaction.depth >= MAX_TRIGGER_DEPTH) {
    const message = `Maximum trigger depth exceeded: ${batch.object.name} ${batch.event} would be level ${transaction.depth + 1}; the limit is ${MAX_TRIGGER_DEPTH}. A trigger saves records that fire it again.`
    throw new AtelierError('TRIGGER_DEPTH_EXCEEDED', message)
  }
  return { ...session, access: fullAccess, transaction: { ...transaction, depth: transaction.depth + 1 } }
}

/** A later trigger sees what the earlier ones changed. */
function toInput({ object, event, old, new: records }: TriggerBatch, changes: Changes): HookInput {
  const fields = object.fieldList
  const row = (record: Readonly<Record<string, unknown>>): readonly unknown[] =>
    fields.map(field => record[field.name] ?? null)
  return {
    kind: 'trigger',
    event,
    columns: fields.map(toColumn),
    old: old?.map(row) ?? null,
    new: records?.map((record, index) => row({ ...record, ...changes.get(index) })) ?? null,
  }
}

function toColumn(field: FieldModel): TableColumn {
  return { path: field.name, kind: field.fieldType.ruleType(field) === 'number' ? 'number' : 'plain' }
}

/** A hook that has changed what JavaScript is made of can answer with anything. */
function isAnswer(value: unknown): value is TriggerAnswer {
  const { changes, errors } = Object(value) as Partial<Record<keyof TriggerAnswer, unknown>>
  const arePairs = (list: unknown): boolean => Array.isArray(list) && list.every(one => Array.isArray(one))
  return arePairs(changes) && arePairs(errors)
}

function collect(
  outcome: { changes: Changes; problems: Map<number, Problem[]> },
  { changes, errors }: TriggerAnswer,
): void {
  for (const [index, fields] of changes) {
    outcome.changes.set(index, { ...outcome.changes.get(index), ...fields })
  }
  for (const [index, field, message] of errors) {
    const problem: Problem = {
      code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      message,
      fields: field === null ? [] : [field],
    }
    outcome.problems.set(index, [...(outcome.problems.get(index) ?? []), problem])
  }
}
