import type { RecordValues } from '../../../fields/field-type.ts'
import { say } from '../../../kernel/message.ts'
import type { TriggerEvent } from '../../../metadata/org-model.ts'
import { hookMessageInWords } from '../../../org/words.ts'
import {
  addProblem,
  type BatchOperation,
  type Change,
  goodChanges,
  isLost,
  type WriteContext,
} from '../context.ts'
import { planOf, spelledField } from '../plan.ts'
import { addNoSuchColumn } from '../problems.ts'
import { parseField } from './parse-fields.ts'
import { showFormulas } from './show-formulas.ts'

/** Triggers before the save: they may change fields of new and changed records, and refuse records. */
export async function beforeHooks(context: WriteContext): Promise<void> {
  if (context.operation === 'undelete') return
  await fireHooks(context, `before ${context.operation}`)
}

/** Triggers after the save: the rows are there, and what they save themselves joins the transaction. */
export async function afterHooks(context: WriteContext): Promise<void> {
  await fireHooks(context, `after ${context.operation}`)
}

async function fireHooks(context: WriteContext, event: TriggerEvent): Promise<void> {
  const { session, hooks, object, operation } = context
  if (isLost(context) || !hooks.fires(session, object, event)) return
  const changes = goodChanges(context)
  if (changes.length === 0) return
  const old = hasOld(operation) ? changes.map(change => change.before as RecordValues) : []
  const now = operation === 'delete' ? [] : changes.map(change => change.after)
  const shown = await showFormulas(context, [...old, ...now])
  const outcome = await hooks.fire(session, {
    object,
    event,
    old: old.length === 0 ? null : shown.slice(0, old.length),
    new: now.length === 0 ? null : shown.slice(old.length),
  })
  for (const [index, problems] of outcome.problems) {
    const told = problems.map(one => ({ ...one, message: hookMessageInWords(session, one.message) }))
    changes[index]?.problems.push(...told)
  }
  if (!event.startsWith('before') || operation === 'delete') return
  for (const [index, fields] of outcome.changes) {
    const change = changes[index]
    if (change) takeChanges(context, change, fields)
  }
}

function hasOld(operation: BatchOperation): boolean {
  return operation === 'update' || operation === 'delete'
}

/** What a trigger sets is parsed like input; it may set whatever the engine does not keep itself. */
function takeChanges(context: WriteContext, change: Change, fields: Readonly<Record<string, unknown>>): void {
  const plan = planOf(context.session.org.model, context.object)
  const parsing = { timeZone: context.session.org.timeZone }
  for (const [name, input] of Object.entries(fields)) {
    const field = spelledField(plan, name)
    const may = field && (context.operation === 'insert' ? field.createable : field.updateable)
    if (!field) {
      addNoSuchColumn(change, context.object, name)
    } else if (may) {
      context.touched.add(field)
      parseField(change, field, input, parsing)
    } else refuseReadOnly(change, field.name)
  }
}

function refuseReadOnly(change: Change, name: string): void {
  const message = say('Field is not writeable: {fields}', { fields: name })
  addProblem(change, 'INVALID_FIELD_FOR_INSERT_UPDATE', message, { fields: [name] })
}
