import { expect } from 'chai'
import fc from 'fast-check'
import sql, { join, raw, type Sql } from 'sql-template-tag'
import { askerValues } from '../../server/access/asker.ts'
import { explainRows } from '../../server/access/explain.ts'
import type { RowUse } from '../../server/access/row-scope.ts'
import type { ObjectModel } from '../../server/metadata/org-model.ts'
import type { Session } from '../../server/org/session.ts'
import { readJson } from '../../server/records/read.ts'
import { tableRef } from '../../server/storage/sql/names.ts'
import { toStatement } from '../../server/storage/sql/slots.ts'
import { openWorld, type WorldOrg } from './sharing-org.ts'
import { mayDeal, mayLine, type Right } from './sharing-reference.ts'
import { USERS, type World, worlds } from './sharing-world.ts'

const RIGHTS: readonly Right[] = ['read', 'edit', 'delete']
const WORLDS = 5

const USES: readonly RowUse[] = ['scan', 'marked', 'few', 'one', 'oneMarked']

/** The ids that the session's criterion lets through: the same for every use of it, and for the reasons. */
async function allowed(session: Session, name: string, right: Right): Promise<ReadonlySet<string>> {
  const { org, principal, access } = session
  const object = org.model.objects.get(name)
  if (!object) throw new Error(name)
  const asker = askerValues(org.model, principal)
  const criteria = USES.map(use => access.rows(object, 't', asker, right, use) ?? sql`TRUE`)
  const statement = sql`SELECT t."id", ${join([...criteria, reasonsSql(session, object, right)])} FROM ${tableRef(org.schema, object.table)} AS ${raw('t')}`
  const { rows } = await org.database.run(toStatement(statement))
  for (const [id, first, ...others] of rows)
    expect(others, `${principal.username} ${right} ${id} by each use`).to.deep.equal(others.map(() => first))
  return new Set(rows.filter(([, first]) => first === 't').map(([id]) => id as string))
}

function reasonsSql({ org, principal }: Session, object: ObjectModel, right: Right): Sql {
  const { model, schema, timeZone } = org
  const place = { model, timeZone, table: (table: string) => tableRef(schema, table) }
  const ways = explainRows(place, principal, object, right, 't', askerValues(model, principal))
  if ('allowed' in ways) return ways.allowed ? sql`TRUE` : sql`FALSE`
  return sql`(${join([sql`FALSE`, ...ways.map(way => sql`COALESCE(${way.sql}, FALSE)`)], ' OR ')})`
}

async function compare(world: World, made: WorldOrg): Promise<number> {
  let questions = 0
  for (let user = 0; user < USERS; user++) {
    const session = await made.sessionOf(user)
    for (const right of RIGHTS) {
      const deals = await allowed(session, 'deal__c', right)
      const lines = await allowed(session, 'line__c', right)
      for (const [deal, id] of made.dealIds.entries())
        expect(deals.has(id), `user ${user} ${right} deal ${deal}`).to.equal(
          mayDeal(world, user, deal, right),
        )
      for (const [line, id] of made.lineIds.entries())
        expect(lines.has(id), `user ${user} ${right} line ${line}`).to.equal(
          mayLine(world, user, line, right),
        )
      questions += made.dealIds.length + made.lineIds.length
    }
    const answer = JSON.parse(await readJson(session, 'SELECT Id FROM deal__c', { version: '60.0' }))
    const seen = answer.records.map((record: { Id: string }) => record.Id).sort()
    const expected = made.dealIds.filter((_, deal) => mayDeal(world, user, deal, 'read'))
    expect(seen, `user ${user} lists`).to.deep.equal(expected)
  }
  return questions
}

describe('which records a user sees', () => {
  it('is the same in SQL and in plain words, for more than 10,000 random questions', async function () {
    this.timeout(120_000)
    let questions = 0
    await fc.assert(
      fc.asyncProperty(worlds, async world => {
        const made = await openWorld(world)
        try {
          questions += await compare(world, made)
        } finally {
          await made.org.dispose()
        }
      }),
      { numRuns: WORLDS, endOnFailure: true },
    )
    expect(questions).to.be.greaterThan(10_000)
  })
})
