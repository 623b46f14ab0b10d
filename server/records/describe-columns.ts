import type { Access } from '../access/access.ts'
import type { FieldModel, ObjectModel, OrgModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import type { RuleType } from '../rules/rule.ts'
import { parseQuery } from './query/parse.ts'
import type { FunctionOperand, Query, SelectItem } from './query/query.ts'
import type { Output, RecordOutput, ValueOutput } from './read/output.ts'
import { placeProblem, planOfText } from './read/plan-cache.ts'
import type { ReadPlan } from './read/plan-compiled.ts'

/** A column in the shape of Salesforce's `columnMetadata`. */
export interface ColumnMetadata {
  /** Results of functions; and child records, which have `joinColumns`. */
  readonly aggregate: boolean
  readonly apexType: string | null
  readonly booleanType: boolean
  readonly columnName: string
  readonly custom: boolean
  readonly displayName: string
  /** The lookup that leads to the parent. */
  readonly foreignKeyName: string | null
  readonly insertable: boolean
  /** Columns of the parent or of the child records. */
  readonly joinColumns: readonly ColumnMetadata[]
  readonly numberType: boolean
  readonly textType: boolean
  readonly updatable: boolean
}

export interface QueryColumns {
  readonly columnMetadata: readonly ColumnMetadata[]
  readonly entityName: string
  readonly groupBy: boolean
  readonly idSelected: boolean
  readonly keyPrefix: string
}

/** What SOQL text would answer, without asking for it. Throws what the query itself would. */
export function describeColumns({ org, access }: Session, text: string): QueryColumns {
  try {
    const { plan } = planOfText(org, access, text)
    const query = parseQuery(text)
    const columnMetadata =
      plan.kind === 'groups'
        ? groupColumns(plan, query, access)
        : recordColumns(plan.output, { model: org.model, access })
    return {
      columnMetadata,
      entityName: plan.object.name,
      groupBy: query.groupBy !== undefined,
      idSelected: columnMetadata.some(column => column.columnName === 'Id'),
      keyPrefix: plan.object.keyPrefix,
    }
  } catch (error) {
    throw placeProblem(text, error)
  }
}

interface Scope {
  readonly model: OrgModel
  readonly access: Access
}

function recordColumns(record: RecordOutput, scope: Scope): readonly ColumnMetadata[] {
  const objects = [...record.typeByPrefix.values()].flatMap(
    name => scope.model.objects.get(name.toLowerCase()) ?? [],
  )
  return entriesOf(record).map(entry => {
    if (entry.kind === 'value') return valueColumn(entry, fieldIn(objects, entry.key), scope.access)
    const joinColumns = recordColumns(entry.record, scope)
    if (entry.kind === 'children') return column(entry.key, { aggregate: true, joinColumns })
    const lookup = objects.map(object => object.parents.get(entry.key.toLowerCase())).find(Boolean)
    return column(entry.key, { joinColumns, foreignKeyName: lookup?.name ?? null })
  })
}

/** TYPEOF: the columns of all objects, the first one of each name. */
function entriesOf({ entries, entriesByPrefix }: RecordOutput): readonly Output[] {
  if (!entriesByPrefix) return entries
  const all = [...entries, ...[...entriesByPrefix.values()].flat()]
  return all.filter((entry, index) => all.findIndex(other => other.key === entry.key) === index)
}

function fieldIn(objects: readonly ObjectModel[], name: string): FieldModel | undefined {
  return objects.map(object => object.fields.get(name.toLowerCase())).find(Boolean)
}

/** The n-th value of a group is what the n-th item of the query asks for. */
function groupColumns(plan: ReadPlan, query: Query, access: Access): readonly ColumnMetadata[] {
  const values = plan.output.entries.filter(entry => entry.kind === 'value')
  return values.map((value, index) => {
    const item = query.select[index] as SelectItem
    if (item.kind === 'function') {
      return { ...valueColumn(value, undefined, access), aggregate: true, displayName: displayName(item) }
    }
    const path = item.kind === 'field' ? item.path : value.key
    return valueColumn(value, plan.object.fields.get(path.toLowerCase()), access)
  })
}

/** `avg(Amount)` */
function displayName({ name, path = '', of }: FunctionOperand): string {
  return `${name.toLowerCase()}(${of ? displayName(of) : path})`
}

const APEX_TYPES: Readonly<Record<RuleType, string>> = {
  boolean: 'Boolean',
  date: 'Date',
  datetime: 'Datetime',
  id: 'Id',
  list: 'String',
  null: 'String',
  number: 'Decimal',
  text: 'String',
  time: 'Time',
}

function valueColumn(
  { key, family }: ValueOutput,
  field: FieldModel | undefined,
  access: Access,
): ColumnMetadata {
  const mayEdit = field !== undefined && access.field(field, 'edit')
  return column(key, {
    apexType: APEX_TYPES[family],
    booleanType: family === 'boolean',
    numberType: family === 'number',
    textType: family === 'text' || family === 'list',
    custom: field?.custom ?? false,
    insertable: mayEdit && field.createable,
    updatable: mayEdit && field.updateable,
  })
}

function column(columnName: string, more: Partial<ColumnMetadata>): ColumnMetadata {
  return {
    aggregate: false,
    apexType: null,
    booleanType: false,
    columnName,
    custom: false,
    displayName: columnName,
    foreignKeyName: null,
    insertable: false,
    joinColumns: [],
    numberType: false,
    textType: false,
    updatable: false,
    ...more,
  }
}
