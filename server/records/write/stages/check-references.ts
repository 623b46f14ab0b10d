import sql, { join, type Sql } from 'sql-template-tag'
import { fullAccess } from '../../../access/access.ts'
import { askerValues } from '../../../access/asker.ts'
import { isSharedWith } from '../../../access/row-files.ts'
import { controllingLookups, rightOnParent } from '../../../access/row-parent.ts'
import type { RowRight } from '../../../access/row-scope.ts'
import { keyPrefixOf } from '../../../kernel/ids.ts'
import { say } from '../../../kernel/message.ts'
import { publishesAt } from '../../../metadata/file-objects.ts'
import type { FieldModel, ObjectModel } from '../../../metadata/org-model.ts'
import { asTeam } from '../../../metadata/team-objects.ts'
import { tableRef } from '../../../storage/sql/names.ts'
import { toStatement } from '../../../storage/sql/slots.ts'
import { targetNames } from '../../seen-names.ts'
import { addProblem, type Change, goodChanges, type WriteContext } from '../context.ts'
import { changingLookups } from '../needs.ts'
import { planOf } from '../plan.ts'
import { addNoSuchRecord } from '../problems.ts'

/** A record that a change names, and what its user must be allowed to do with it. */
interface Named {
  readonly change: Change
  readonly field: FieldModel
  readonly id: string
}

/** All that is named of one object for one right. */
interface Question {
  readonly object: ObjectModel
  readonly right: RowRight
  readonly named: Named[]
}

/**
 * What the request refers to must be what its user sees: a record that is hidden is refused as if it were not there.
 * A parent that decides about its children takes the right to edit it, unless seeing it is enough for them; a new
 * owner, and a team member who may edit, take full rights on the record.
 * One statement for everything; none for those who see all.
 */
export async function checkReferences(context: WriteContext): Promise<void> {
  const { operation, session } = context
  if ((operation !== 'insert' && operation !== 'update') || session.access === fullAccess) return
  const questions = [...collectNamed(context), ...collectOwned(context), ...collectGranted(context)]
  const open = questions.filter(({ object, right, named }) => {
    if (session.access.object(object, 'read')) return rowsOf(context, object, right) !== undefined
    for (const one of named) refuse(context, one, 'read')
    return false
  })
  if (open.length === 0) return
  const allowed = await askAll(context, open)
  for (const [index, { right, named }] of open.entries()) {
    for (const one of named) if (!allowed.has(`${index} ${one.id}`)) refuse(context, one, right)
  }
}

/** Lookups that the request sets, by object and right. */
function collectNamed(context: WriteContext): readonly Question[] {
  const plan = planOf(context.session.org.model, context.object)
  const isControlled = context.object.sharing.internal === 'ControlledByParent'
  const controlling = isControlled ? controllingLookups(context.object) : []
  const questions = new Map<string, Question>()
  for (const { field, targets } of changingLookups(context, plan)) {
    const decides = controlling.includes(field) || publishesAt(context.object) === field
    for (const change of goodChanges(context)) {
      const id = change.after[field.name]
      if (typeof id !== 'string' || change.before?.[field.name] === id) continue
      const object = targets.find(({ keyPrefix }) => keyPrefix === keyPrefixOf(id))
      if (!object) continue
      const right = decides && !isSharedWith(object) ? rightOnParent(field, 'edit') : 'read'
      const key = `${object.name} ${right}`
      const question = questions.get(key) ?? { object, right, named: [] }
      questions.set(key, question)
      question.named.push({ change, field, id })
    }
  }
  return [...questions.values()]
}

/** Records that get another owner. */
function collectOwned({ object, operation, changes }: WriteContext): readonly Question[] {
  const field = object.fields.get('ownerid')
  if (operation !== 'update' || !field) return []
  const named = changes
    .filter(({ before, after }) => before && 'OwnerId' in before && before.OwnerId !== after.OwnerId)
    .map(change => ({ change, field, id: change.id as string }))
  return named.length === 0 ? [] : [{ object, right: 'delete', named }]
}

/** Team members that may do more from now on than look: their record's owner gives that, or who stands above. */
function collectGranted({ object, session, changes }: WriteContext): readonly Question[] {
  const team = asTeam(object)
  const record = team && session.org.model.objects.get((team.record.referenceTo?.[0] ?? '').toLowerCase())
  if (!record) return []
  const named = object.fieldList
    .filter(({ name }) => name.endsWith('AccessLevel'))
    .flatMap(field =>
      changes
        .filter(({ before, after }) => after[field.name] === 'Edit' && before?.[field.name] !== 'Edit')
        .map(change => ({ change, field, id: String(change.after[team.record.name]) })),
    )
  return named.length === 0 ? [] : [{ object: record, right: 'delete', named }]
}

function rowsOf({ session }: WriteContext, object: ObjectModel, right: RowRight): Sql | undefined {
  return session.access.rows(object, 't', askerValues(session.org.model, session.principal), right)
}

async function askAll(context: WriteContext, open: readonly Question[]): Promise<ReadonlySet<string>> {
  const { schema } = context.session.org
  const parts = open.map(({ object, right, named }, index) => {
    const ids = [...new Set(named.map(({ id }) => id))]
    const rows = rowsOf(context, object, right) ?? sql`TRUE`
    return sql`SELECT ${index}::integer, t."id" FROM ${tableRef(schema, object.table)} AS t WHERE t."id" = ANY(${ids}::text[]) AND ${rows}`
  })
  const { rows } = await context.connection.run(toStatement(join(parts, ' UNION ALL ')))
  return new Set(rows.map(([index, id]) => `${index} ${id}`))
}

function refuse({ session }: WriteContext, { change, field, id }: Named, right: RowRight): void {
  if (right === 'read') {
    addNoSuchRecord(change, field, id, targetNames(session, field))
  } else {
    const message = say('insufficient access rights on cross-reference id')
    addProblem(change, 'INSUFFICIENT_ACCESS_OR_READONLY', message, { fields: [field.name] })
  }
}
