import sql, { type Sql } from 'sql-template-tag'
import { type Message, say } from '../kernel/message.ts'
import { teamLevel, teamOf } from '../metadata/team-objects.ts'
import { type RoleModel, rolesOf } from '../metadata/types/role/compile.ts'
import { ownerCriteria } from './row-owner.ts'
import { column, fromRows, type RowPart, type RowPlace, type RowScope } from './row-scope.ts'

type Criterion = (place: RowPlace) => Sql | undefined
type AccessKey = 'contactAccess' | 'opportunityAccess' | 'caseAccess'

/** Children of accounts: who sees one sees its account, and the account's owner sees them as the role says. */
const CHILDREN: ReadonlyMap<string, AccessKey> = new Map([
  ['contact', 'contactAccess'],
  ['opportunity', 'opportunityAccess'],
  ['case', 'caseAccess'],
])

/** What is open because something beside it is: accounts by their children, children by their account, teams. */
export function implicitCriteria(scope: RowScope, place: RowPlace, criterion: Criterion): readonly RowPart[] {
  if (scope.userType !== 'Standard') return []
  return [
    ...teamCriteria(scope, place),
    ...childrenOfOwnAccounts(scope, place),
    ...(place.object.table === 'account' && place.right === 'read'
      ? accountsOfChildren(scope, place, criterion)
      : []),
  ]
}

function accountsOfChildren(scope: RowScope, place: RowPlace, criterion: Criterion): readonly RowPart[] {
  const { alias, asker, use, depth } = place
  if (depth > 0) return []
  return [...CHILDREN.keys()].flatMap(name => {
    const child = scope.model.objects.get(name)
    if (child?.sharing.internal !== 'Private' || !scope.mayRead(child)) return []
    const inner = `${alias}i`
    const rows = criterion({ object: child, alias: inner, asker, right: 'read', use, depth: depth + 1 })
    if (!rows) return []
    return [
      {
        sql: sql`EXISTS (SELECT 1 ${fromRows(scope, child, inner)} WHERE ${column(inner, 'accountid')} = ${column(alias, 'id')} AND NOT ${column(inner, 'isdeleted')} AND ${rows})`,
        reason: {
          kind: 'Child',
          name: child.name,
          message: say('sees a {child} of the account', { child: child.label }),
        },
      },
    ]
  })
}

/** Only where the role of the account's owner says that the owner sees what belongs to the account. */
function childrenOfOwnAccounts(scope: RowScope, place: RowPlace): readonly RowPart[] {
  const { object, alias, right } = place
  const key = CHILDREN.get(object.table)
  const account = scope.model.objects.get('account')
  if (!key || !account) return []
  const roles = [...rolesOf(scope.model).values()].filter(role => gives(role, key, right)).map(({ id }) => id)
  if (roles.length === 0) return []
  const inner = `${alias}a`
  const own = ownerCriteria(scope, { ...place, object: account, alias: inner, right: 'delete' })
  return own.map(part => ({
    sql: sql`EXISTS (SELECT 1 ${fromRows(scope, account, inner)} JOIN ${scope.table('user')} AS ao ON ao."id" = ${column(inner, 'ownerid')} AND ao."userroleid" = ANY(${roles}::text[]) WHERE ${column(inner, 'id')} = ${column(alias, 'accountid')} AND ${part.sql})`,
    reason: {
      kind: 'Parent',
      name: account.name,
      message: say('owns the account, or stands above who does'),
    },
  }))
}

function gives(role: RoleModel, key: AccessKey, right: RowPlace['right']): boolean {
  return role[key] === 'Edit' || (right === 'read' && role[key] === 'Read')
}

/** Members of the record's team, or of its account's, as far as their membership goes. */
function teamCriteria(scope: RowScope, place: RowPlace): readonly RowPart[] {
  const { table } = place.object
  return [
    ...membership(scope, place, table, 'id', say('belongs to the team of the record')),
    ...(CHILDREN.has(table)
      ? membership(scope, place, 'account', 'accountid', say("belongs to the team of the record's account"))
      : []),
  ]
}

/** `record`: the column that names the record whose team it is, a record of the table `of`. */
function membership(
  { model, table }: RowScope,
  { object, alias, asker, right }: RowPlace,
  of: string,
  record: string,
  message: Message,
): readonly RowPart[] {
  const team = teamOf(model.objects, of)
  const level = team && teamLevel(team, object.table)?.column
  if (!team || !level) return []
  const enough = right === 'read' ? ['Read', 'Edit'] : ['Edit']
  return [
    {
      sql: sql`EXISTS (SELECT 1 FROM ${table(team.object.table)} AS tm WHERE ${column('tm', `${of}id`)} = ${column(alias, record)} AND tm."userid" = ${asker.user} AND NOT tm."isdeleted" AND ${column('tm', level)} = ANY(${enough}::text[]))`,
      reason: { kind: 'Team', name: team.object.name, message },
    },
  ]
}
