import type { FieldRight } from '../../../access/access.ts'
import type { ParseContext, Value } from '../../../fields/field-type.ts'
import { normalizeId } from '../../../kernel/ids.ts'
import { say } from '../../../kernel/message.ts'
import { suggestion } from '../../../metadata/nearest-word.ts'
import type { FieldModel } from '../../../metadata/org-model.ts'
import { addProblem, type Change, type WriteContext } from '../context.ts'
import { planOf, spelledField, type WritePlan } from '../plan.ts'
import { addNoSuchColumn } from '../problems.ts'
import { isSettable, mayNameMaster } from '../settable.ts'

/** Turns what the API gave into values; every wrong field of a record is a problem of its own. */
export function parseFields(context: WriteContext): void {
  if (context.operation !== 'insert' && context.operation !== 'update') return
  const plan = planOf(context.session.org.model, context.object)
  const parsing = { timeZone: context.session.org.timeZone }
  const may = fieldAccess(context)
  for (const change of context.changes) {
    if (context.operation === 'update' && !change.before) continue
    parseInput(context, plan, change, parsing, may)
  }
}

type May = (field: FieldModel, right: FieldRight) => boolean

/** Asked for every field of every record: each is decided once. */
function fieldAccess({ session }: WriteContext): May {
  const known = { read: new Map<FieldModel, boolean>(), edit: new Map<FieldModel, boolean>() }
  return (field, right) => {
    let may = known[right].get(field)
    if (may === undefined) {
      may = session.access.field(field, right)
      known[right].set(field, may)
    }
    return may
  }
}

function parseInput(
  context: WriteContext,
  plan: WritePlan,
  change: Change,
  parsing: ParseContext,
  may: May,
): void {
  const readOnly: string[] = []
  for (const key in change.input) {
    const own = spelledField(plan, key)
    const field = own ?? plan.object.parents.get(key.toLowerCase())
    if (!field || !may(field, 'read')) refuseUnknown(context, change, key)
    else if (field.name === 'Id') refuseOwnId(context, change, readOnly)
    else if (keepsMaster(context, change, field, change.input[key])) continue
    else if (!isSettable(context, field, change.input[key]) || !may(field, 'edit'))
      readOnly.push(own ? field.name : key)
    // A parent that is named by a relationship is looked up in the stage after this one.
    else if (own) parseField(change, field, change.input[key], parsing)
  }
  if (readOnly.length === 0) return
  addProblem(
    change,
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    say(
      'Unable to create/update fields: {fields}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.',
      { fields: readOnly.join(', ') },
    ),
    { fields: readOnly },
  )
}

/** The master that the detail has already, by its id; one that a relationship names is compared when it is found. */
function keepsMaster(context: WriteContext, change: Change, field: FieldModel, input: unknown): boolean {
  if (!mayNameMaster(context, field)) return false
  if (typeof input !== 'string') return input !== null && typeof input === 'object'
  return normalizeId(input) === change.before?.[field.name]
}

/** An update names its record by `Id`; a new record has none. */
function refuseOwnId({ operation }: WriteContext, change: Change, readOnly: string[]): void {
  if (operation === 'insert' && change.input.Id !== null && change.input.Id !== undefined) readOnly.push('Id')
}

export function parseField(change: Change, field: FieldModel, input: unknown, parsing: ParseContext): void {
  if (field.fieldType.toBody) {
    takeBody(change, field, input)
    return
  }
  const parsed = field.fieldType.parse(input, field, parsing)
  if ('problem' in parsed) change.problems.push({ fields: [field.name], ...parsed.problem })
  else change.after[field.name] = blankAsFalse(field, parsed.value)
}

function takeBody(change: Change, field: FieldModel, input: unknown): void {
  const parsed = field.fieldType.toBody?.(input, field)
  if (!parsed) return
  if ('problem' in parsed) change.problems.push({ fields: [field.name], ...parsed.problem })
  else {
    change.bodies ??= new Map()
    change.bodies.set(field, parsed.body)
  }
}

function blankAsFalse(field: FieldModel, value: Value): Value {
  return value === null && field.fieldType.ruleType(field) === 'boolean' ? false : value
}

function refuseUnknown(context: WriteContext, change: Change, key: string): void {
  if (key === 'attributes') return
  const { object, session } = context
  const names = object.fieldList.filter(field => session.access.field(field, 'read')).map(field => field.name)
  addNoSuchColumn(change, object, key, suggestion(key, names))
}
