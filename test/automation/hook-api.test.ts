import { expect } from 'chai'
import { createHookRuntime, type HookRuntime } from '../../server/automation/hook-runtime.ts'
import { BACKGROUND_LIMITS } from '../../server/automation/limits.ts'
import { recordsData } from '../../server/automation/records-data.ts'
import type { HookModel } from '../../server/metadata/org-model.ts'
import { besideStandard, createTestOrg, type TestOrg } from '../support/test-org.ts'

const picklist = (type: string, names: readonly string[]) => ({
  type,
  valueSet: { restricted: true, valueSetDefinition: { value: names.map(fullName => ({ fullName })) } },
})
const object = (label: string) => ({ label, pluralLabel: `${label}s` })
const FIELDS: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  client__c: {
    city__c: { type: 'Text', length: 40 },
    parent__c: { type: 'Lookup', referenceTo: 'client__c', relationshipName: 'branches' },
  },
  deal__c: {
    client__c: { type: 'Lookup', referenceTo: 'client__c', relationshipName: 'deals' },
    amount__c: { type: 'Currency', precision: 18, scale: 2 },
    stage__c: picklist('Picklist', ['Open', 'Won', 'Lost']),
    tags__c: picklist('MultiselectPicklist', ['big', 'new', 'odd']),
    day__c: { type: 'Date' },
    code__c: { type: 'Text', length: 20, unique: true, externalId: true },
  },
}

interface Scenario {
  /** Body of a schedulable. The deploy checks its types; what it expects of them stands in it. */
  readonly hook: string
  readonly then: unknown
}

/**
 * Acme in Batumi has deals of 10, 20 and 30, its branch Bolt one of 40 without a stage; Core has none.
 */
const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'rows have the fields that were selected, of parents too, and no others': {
    hook: `
      const deals = await db.from('deal__c').select('Name', 'amount__c', 'client__r.Name', 'client__r.parent__r.city__c').orderBy('Name').rows()
      const [first] = deals
      const amount: Decimal | null = first!.amount__c
      const client: string | null = first!.client__r.Name
      // @ts-expect-error It was not selected.
      void first!.stage__c
      return [amount?.plus('0.1').toFixed(2), client, deals.map(deal => deal.client__r.parent__r.city__c)]`,
    then: ['10.10', 'Acme', [null, null, null, 'Batumi']],
  },
  'child records come as typed lists with their own filter, order and limit': {
    hook: `
      const clients = await db.from('client__c').select('Name')
        .children('deals__r', deals => deals.select('amount__c', 'stage__c').where('amount__c', '>', 10).orderBy('amount__c', 'desc').limit(2))
        .children('branches__r', branches => branches.select('Name').children('deals__r', deals => deals.select('Name')))
        .orderBy('Name').rows()
      const stage: 'Open' | 'Won' | 'Lost' | null | undefined = clients[0]!.deals__r[0]?.stage__c
      return [stage, clients.map(({ Name, deals__r, branches__r }) => [Name, deals__r.map(deal => deal.amount__c?.toNumber()), branches__r.flatMap(branch => branch.deals__r.map(deal => deal.Name))])]`,
    then: [
      'Lost',
      [
        ['Acme', [30, 20], ['d4']],
        ['Bolt', [40], []],
        ['Core', [], []],
      ],
    ],
  },
  'conditions are joined by all, any and not, as deep as wanted': {
    hook: `
      const names = async (query: { rows(): Promise<{ readonly Name: string }[]> }) => (await query.rows()).map(row => row.Name).join()
      const deals = db.from('deal__c').select('Name').orderBy('Name')
      return [
        await names(deals.whereAny([['amount__c', '<', 15], { all: [['stage__c', '=', 'Won'], ['client__r.city__c', '=', 'BATUMI']] }])),
        await names(deals.whereAny([['stage__c', 'in', ['Open', 'Lost']], ['client__r.parent__r.Name', '=', 'Acme']])),
        await names(deals.whereNot(['stage__c', '=', 'Open'])),
        await names(deals.whereNot({ any: [['amount__c', '<=', '20'], { not: ['tags__c', 'includes', ['odd']] }] })),
        await names(deals.whereAny([])),
      ]`,
    then: ['d1,d2', 'd1,d3,d4', 'd2,d3,d4', 'd3', ''],
  },
  'every operator compares what the field is': {
    hook: `
      const count = (query: { count(): Promise<number> }) => query.count()
      const deals = db.from('deal__c')
      return Promise.all([
        deals.where('amount__c', '=', 10), deals.where('amount__c', '!=', new Decimal('10.00')), deals.where('amount__c', '>=', '20'),
        deals.where('amount__c', '<', 20), deals.where('day__c', '<=', addDays(today, 1)), deals.where('day__c', '>', today),
        deals.where('Name', 'like', 'D%'), deals.where('stage__c', 'in', ['Won', null]), deals.where('stage__c', 'not in', ['Won']),
        deals.where('stage__c', '=', null), deals.where('tags__c', 'includes', ['big;new', 'odd']), deals.where('tags__c', 'excludes', ['big']),
        deals.where('client__c', 'in', db.from('client__c').select('Id').where('city__c', '=', 'batumi')),
        db.from('client__c').where('Id', 'not in', deals.select('client__c')), deals.where('Id', 'in', []),
      ].map(count))`,
    then: [1, 3, 3, 1, 2, 2, 4, 2, 3, 1, 2, 2, 3, 1, 0],
  },
  'groups are filtered and ordered by their aggregates': {
    hook: `
      const groups = await db.from('deal__c').select('client__r.Name').groupBy('client__r.Name')
        .sum('amount__c', 'total').avg('amount__c', 'mean').max('day__c', 'last').countOf('Id', 'deals').countDistinct('stage__c', 'stages')
        .having('total', '>', 20).orderBy('total', 'desc').rows()
      const last: string | null = groups[0]!.last
      void last
      return groups.map(({ client__r, total, mean, deals, stages }) => [client__r.Name, total?.toNumber(), mean?.toNumber(), deals.toNumber(), stages.toNumber()])`,
    then: [
      ['Acme', 60, 20, 3, 3],
      ['Bolt', 40, 40, 1, 0],
    ],
  },
  'the first per value, its count, a page and a stream': {
    hook: `
      const best = await db.from('deal__c').select('Name').orderBy('client__r.Name').orderBy('amount__c', 'desc').firstPer('client__c').rows()
      const streamed: string[] = []
      for await (const deal of db.from('deal__c').select('Name').stream()) streamed.push(deal.Name)
      const one = await db.from('deal__c').select('Name').where('Name', '=', 'nobody').first()
      return [best.map(deal => deal.Name), await db.from('deal__c').firstPer('client__c').count(), streamed.sort(), one,
        (await db.from('deal__c').select('Name').orderBy('stage__c', 'desc', 'first').orderBy('Name').limit(2).offset(1).rows()).map(deal => deal.Name)]`,
    then: [['d3', 'd4'], 2, ['d1', 'd2', 'd3', 'd4'], null, ['d3', 'd2']],
  },
  'SOQL takes values by name': {
    hook: `
      const rows = await db.soql<{ Name: string; client__r: { Name: string } }>('SELECT Name, client__r.Name FROM deal__c WHERE amount__c IN :amounts AND client__r.city__c = :city ORDER BY Name LIMIT :most', { amounts: [10, 20, 40], city: 'Batumi', most: 5 })
      return rows.map(row => row.Name + ' ' + row.client__r.Name)`,
    then: ['d1 Acme', 'd2 Acme'],
  },
  'rows are found again by a field': {
    hook: `
      const deals = await db.from('deal__c').select('Id', 'Name', 'client__c', 'amount__c').orderBy('Name').rows()
      const byName = indexBy(deals, 'Name')
      const amount: Decimal | null | undefined = byName.get('d2')?.amount__c
      const perClient = groupBy(deals, 'client__c')
      const perSize = groupBy(deals, deal => deal.amount__c?.mod(20))
      return [amount?.toNumber(), [...perClient.values()].map(list => list.length), [...perSize].map(([key, list]) => [key?.toNumber(), list.length])]`,
    then: [
      20,
      [3, 1],
      [
        [10, 2],
        [0, 2],
      ],
    ],
  },
  'a transaction keeps all that it saved, or nothing': {
    hook: `
      const kept = await db.transaction(async () => {
        const [client] = await db.insert('client__c', [{ Name: 't client' }])
        await db.insert('deal__c', [{ Name: 't deal', client__c: client!.id }])
        return db.from('deal__c').where('client__c', '=', client!.id).count()
      })
      let why = ''
      try {
        await db.transaction(async () => {
          await db.insert('client__c', [{ Name: 't undone' }])
          await db.insert('deal__c', [{ Name: 'x', code__c: 'C1' }])
        })
      } catch (error) {
        if (isDatabaseError(error)) why = error.code + ' ' + error.problems[0]?.fields
      }
      const left = await db.from('client__c').where('Name', 'like', 't %').count()
      await db.delete('client__c', (await db.from('client__c').select('Id').where('Name', 'like', 't %').rows()))
      await db.delete('deal__c', (await db.from('deal__c').select('Id').where('Name', 'like', 't %').rows()))
      return [kept, why, left]`,
    then: [1, 'DUPLICATE_VALUE code__c', 1],
  },
  'a transaction inside another undoes its own part only': {
    hook: `
      const seen = await db.transaction(async () => {
        await db.insert('client__c', [{ Name: 'n outer' }])
        await db.transaction(async () => {
          await db.insert('client__c', [{ Name: 'n inner' }])
          throw new Error('no')
        }).catch(() => undefined)
        await db.update('client__c', (await db.from('client__c').select('Id').where('Name', '=', 'n outer').rows()).map(({ Id }) => ({ Id, city__c: 'Poti' })))
        return db.from('client__c').select('Name', 'city__c').where('Name', 'like', 'n %').rows()
      })
      await db.delete('client__c', (await db.from('client__c').select('Id').where('Name', 'like', 'n %').rows()))
      return seen`,
    then: [{ Name: 'n outer', city__c: 'Poti' }],
  },
  'a hook knows the time, the user and what it may use yet': {
    hook: `
      const before = await limits()
      await db.from('deal__c').select('Id').rows()
      const { statements, rowsRead, rowsWritten, milliseconds } = await limits()
      return [statements.used - before.statements.used, rowsRead.used, rowsWritten, milliseconds.used < milliseconds.limit, /Z$/.test(now), /^\\d{4}-\\d\\d-\\d\\d$/.test(today), user.username]`,
    then: [1, 4, { used: 0, limit: 1_000_000 }, true, true, true, 'admin@atelier.local'],
  },
}

const HOOKS = Object.fromEntries(
  Object.values(SCENARIOS).map(({ hook }, index) => [
    `hooks/Scenario${index}.ts`,
    `import { addDays, Decimal, groupBy, indexBy, isDatabaseError, schedulable } from 'atelier'
export const used = [addDays, Decimal, groupBy, indexBy, isDatabaseError]
export default schedulable(async ({ db, today, now, user, limits }) => {${hook}
  void [db, today, now, user, limits]
})
`,
  ]),
)

const FILES: Readonly<Record<string, object | string>> = {
  ...Object.fromEntries(
    Object.entries(FIELDS).flatMap(([name, fields]) => [
      [`objects/${name}/object.json`, object(name.replace('__c', ''))],
      ...Object.entries(fields).map(([field, source]) => [
        `objects/${name}/fields/${field}.json`,
        { label: field, ...source },
      ]),
    ]),
  ),
  ...HOOKS,
  'hooks/Fill.ts': `import { schedulable } from 'atelier'
export default schedulable(async ({ db, today }) => {
  const [acme] = await db.insert('client__c', [{ Name: 'Acme', city__c: 'Batumi' }])
  const [bolt] = await db.insert('client__c', [{ Name: 'Bolt', parent__c: acme!.id }, { Name: 'Core' }])
  await db.insert('deal__c', [
    { Name: 'd1', client__c: acme!.id, amount__c: 10, stage__c: 'Open', tags__c: ['big', 'new'], day__c: today, code__c: 'C1' },
    { Name: 'd2', client__c: acme!.id, amount__c: 20, stage__c: 'Won', tags__c: ['big'], day__c: '2999-01-01' },
    { Name: 'd3', client__c: acme!.id, amount__c: 30, stage__c: 'Lost', tags__c: ['odd'], day__c: '2999-01-01' },
    { Name: 'd4', client__c: bolt!.id, amount__c: 40, day__c: today },
  ])
})
`,
  'hooks/Lasting.ts': `import { schedulable } from 'atelier'
export default schedulable(async ({ db }) => {
  await db.transaction(async () => {
    await db.insert('client__c', [{ Name: 'lasting' }])
    for (;;) await db.from('client__c').count()
  })
})
`,
  'hooks/Unawaited.ts': `import { schedulable } from 'atelier'
export default schedulable(async ({ db }) => {
  let goOn = (): void => undefined
  const held = new Promise<void>(resolve => { goOn = resolve })
  void db.transaction(async () => {
    await db.insert('client__c', [{ Name: 'unawaited' }])
    goOn()
    await new Promise(() => undefined)
  })
  await held
})
`,
}

describe('what hooks are written with', () => {
  let test: TestOrg
  let runtime: HookRuntime
  before(async function () {
    this.timeout(60_000)
    test = await createTestOrg(await besideStandard(FILES))
    runtime = createHookRuntime({ data: recordsData(() => runtime.port) })
    await run('Fill')
  })
  after(async () => {
    runtime.close()
    await test.dispose()
  })

  const run = (name: string, on = runtime): Promise<unknown> => {
    const hook = test.org.model.hooks.get(name.toLowerCase()) as HookModel
    const input = { kind: 'schedulable', slot: 'test', payload: null } as const
    return on.run(test.session, hook, input, { log: () => undefined })
  }

  for (const [index, [name, { then }]] of Object.entries(SCENARIOS).entries()) {
    it(name, async () => expect(await run(`Scenario${index}`)).to.deep.equal(then))
  }

  it('a transaction that nobody awaits is undone, and the hook told', async () => {
    const error = await run('Unawaited').catch((thrown: unknown) => thrown)
    expect(error).to.include({ code: 'HOOK_FAILED' })
    expect((error as Error).message).to.include('inside db.transaction: await it')
    expect(await clientsNamed('unawaited')).to.equal(0)
  })

  it('a transaction that lasts too long is undone, and others go on', async () => {
    const short = createHookRuntime({
      data: recordsData(() => short.port),
      backgroundLimits: { ...BACKGROUND_LIMITS, statements: 1_000_000, transactionMilliseconds: 300 },
    })
    const error = await run('Lasting', short).catch((thrown: unknown) => thrown)
    short.close()
    expect(error).to.include({ code: 'LIMIT_EXCEEDED' })
    expect((error as Error).message).to.include('kept a transaction open for 300 ms; the limit is 300 ms')
    expect(await clientsNamed('lasting')).to.equal(0)
    const { rows } = await test.org.database.run({
      text: `SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND datname = current_database()`,
      values: [],
    })
    expect(rows).to.deep.equal([['0']])
  })

  async function clientsNamed(name: string): Promise<number> {
    const text = `SELECT count(*) FROM "${test.org.schema}".client__c WHERE name = '${name}'`
    return Number((await test.org.database.run({ text, values: [] })).rows[0]?.[0])
  }
})
