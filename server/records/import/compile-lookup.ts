import { AtelierError } from '../../kernel/errors.ts'
import { suggest } from '../../metadata/nearest-word.ts'
import type { FieldModel, ObjectModel } from '../../metadata/org-model.ts'
import type { Session } from '../../org/session.ts'
import type { RuleType } from '../../rules/rule.ts'
import type { Condition, Literal } from '../query/query.ts'
import { targetNames } from '../seen-names.ts'
import type { MappedColumn } from './import-options.ts'
import { lookupTarget } from './lookup-target.ts'
import { readRecordType } from './read-record-type.ts'

/** How the parents that a column names are found. */
export interface Lookup {
  readonly target: ObjectModel
  /** Fields of the parent, tried in this order. */
  readonly by: readonly FieldModel[]
  /** What else a parent has to be. */
  readonly where: readonly Condition[]
  /** Ids by text that were found: parents do not go away during an import. */
  readonly known: Map<string, string>
}

/** Throws for a mapping that names what the parent does not have. */
export function compileLookup(session: Session, field: FieldModel, column?: MappedColumn): Lookup {
  const target = lookupTarget(session.org.model, field, column?.lookupObject)
  if (!target) {
    const message = `${field.name} looks up ${targetNames(session, field)}, not ${column?.lookupObject}.`
    throw new AtelierError('INVALID_INPUT', message)
  }
  const names = column?.lookup ?? lookupFields(session, target)
  const by = names.map(name => keyField(session, target, name))
  const where = Object.entries(column?.where ?? {}).map(entry => criterion(session, target, entry))
  return { target, by, where, known: new Map() }
}

/** What parents are found by when nothing is said: external ids, then the name; nothing of what may not be seen. */
export function lookupFields({ access }: Session, target: ObjectModel): readonly string[] {
  if (!access.object(target, 'read')) return []
  const keys = target.fieldList.filter(field => field.externalId)
  return [...keys, target.nameField].filter(field => access.field(field, 'read')).map(field => field.name)
}

/** Values of these compare with what stands in a cell. */
const COMPARABLE: ReadonlySet<RuleType> = new Set(['text', 'id', 'number'])

function keyField(session: Session, target: ObjectModel, name: string): FieldModel {
  const field = parentField(session, target, name)
  if (COMPARABLE.has(field.fieldType.ruleType(field)) && field.fieldType.filterable) return field
  throw new AtelierError('INVALID_INPUT', `${target.name}.${field.name} is nothing to look records up by.`)
}

function parentField({ access }: Session, target: ObjectModel, name: string): FieldModel {
  const field = target.fields.get(name.toLowerCase())
  if (field && access.object(target, 'read') && access.field(field, 'read')) return field
  const message = `${target.name} has no field "${name}" to look it up by.`
  const names = target.fieldList.filter(one => access.field(one, 'read')).map(one => one.name)
  const hint = suggest(name, names)
  throw new AtelierError('INVALID_INPUT', message, [
    { code: 'INVALID_INPUT', message, ...(hint && { hint }) },
  ])
}

/** The type of the literal that a value of a query is written as. */
const LITERALS: Readonly<Partial<Record<RuleType, Literal['type']>>> = {
  number: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  time: 'time',
}

function criterion(
  session: Session,
  target: ObjectModel,
  [name, text]: readonly [string, string],
): Condition {
  const field = parentField(session, target, name)
  const { fieldType } = field
  const parsed =
    field.name === 'RecordTypeId'
      ? readRecordType(target, text)
      : fieldType.parseCell(text, field, { timeZone: session.org.timeZone })
  if ('problem' in parsed) throw new AtelierError('INVALID_INPUT', parsed.problem.message, [parsed.problem])
  const { value } = parsed
  const right: Literal =
    value === null
      ? { type: 'null', text: 'null' }
      : {
          type: LITERALS[fieldType.ruleType(field)] ?? 'string',
          text: Array.isArray(value) ? value.join(';') : String(value),
        }
  return { kind: 'compare', left: { kind: 'field', path: field.name }, operator: '=', right }
}
