import { expect } from 'chai'
import { observe } from '../../server/kernel/observe.ts'
import type { Session } from '../../server/org/session.ts'
import { parseQuery } from '../../server/records/query/parse.ts'
import { planOfText } from '../../server/records/read/plan-cache.ts'
import { readJson } from '../../server/records/read.ts'
import { readRecords } from '../../server/records/read-records.ts'
import { openSampleOrg, type SampleOrg, USER } from './query/sample-org.ts'

const id = (prefix: string, number: number): string => `${prefix}${String(number).padStart(12, '0')}AAA`
const [ACME, PARENT] = [id('001', 1), id('001', 2)]
const [FIRST, SECOND, THIRD] = [id('801', 1), id('801', 2), id('801', 3)]

describe('SOQL on real rows', () => {
  let sample: SampleOrg
  let session: Session

  before(async () => {
    sample = await openSampleOrg()
    session = sample.session
    await sample.insert('User', [{ Id: USER, Name: 'Ada' }])
    await sample.insert('Account', [
      { Id: PARENT, Name: 'Umbrella "quoted"', Industry: 'Steel' },
      { Id: ACME, Name: 'acme', ParentId: PARENT },
    ])
    await sample.insert('Order', [
      {
        Id: FIRST,
        Name: 'First',
        Status: 'AWAITING PROPOSALS',
        EffectiveDate: '2026-05-04',
        AccountId: ACME,
        OwnerId: USER,
        Amount__c: '100.50',
        Tags__c: '{a,b}',
        At__c: '2026-05-04T19:59:59.999Z',
        Urgent__c: 'true',
      },
      {
        Id: SECOND,
        Name: 'second',
        Status: 'AWAITING PROPOSALS',
        EffectiveDate: '2026-05-05',
        Amount__c: '0',
        Tags__c: '{b}',
        At__c: '2026-05-04T20:00:00Z',
        Urgent__c: 'false',
      },
      {
        Id: THIRD,
        Name: 'Third',
        Status: 'DRAFT',
        EffectiveDate: '2026-05-06',
        AccountId: PARENT,
        Amount__c: '20',
        At__c: '2026-05-05T20:00:00Z',
      },
      { Id: id('801', 4), Name: 'gone', Status: 'DRAFT', IsDeleted: 'true' },
    ])
    await sample.insert('order_proposal__c', [
      { Id: id('a00', 1), Name: 'OP-1', price__c: '30', order__c: FIRST, manufacturer__c: ACME },
      { Id: id('a00', 2), Name: 'OP-2', price__c: '10', order__c: FIRST, manufacturer__c: PARENT },
      { Id: id('a00', 3), Name: 'OP-3', price__c: '10', order__c: FIRST, manufacturer__c: ACME },
      { Id: id('a00', 4), Name: 'OP-4', price__c: '5', order__c: null, manufacturer__c: ACME },
      { Id: id('a00', 5), Name: 'OP-5', price__c: '7', order__c: THIRD, manufacturer__c: ACME },
    ])
  })
  after(() => sample.drop())

  /** The answer without attributes. */
  async function records(text: string, scope: 'live' | 'all' = 'live'): Promise<unknown[]> {
    const answer = JSON.parse(await readJson(session, text, { version: 'v60.0', scope }), (key, value) =>
      key === 'attributes' ? undefined : value,
    )
    expect(answer.done).to.equal(true)
    expect(answer.totalSize).to.equal(answer.records.length)
    return answer.records
  }

  it('answers in the shape of the REST API, in canonical case, with attributes of every record', async () => {
    const text = `SELECT NAME, account.PARENT.name, (SELECT name FROM ORDER_PROPOSALS__R ORDER BY price__c, name LIMIT 2)
      FROM ORDER WHERE name IN ('FIRST', 'Second') ORDER BY name`
    const attributes = (type: string, of: string) => ({
      type,
      url: `/services/data/v60.0/sobjects/${type}/${of}`,
    })
    expect(JSON.parse(await readJson(session, text, { version: '60.0' }))).to.deep.equal({
      totalSize: 2,
      done: true,
      records: [
        {
          attributes: attributes('Order', FIRST),
          Name: 'First',
          Account: {
            attributes: attributes('Account', ACME),
            Parent: { attributes: attributes('Account', PARENT), Name: 'Umbrella "quoted"' },
          },
          order_proposals__r: {
            totalSize: 2,
            done: true,
            records: [
              { attributes: attributes('order_proposal__c', id('a00', 2)), Name: 'OP-2' },
              { attributes: attributes('order_proposal__c', id('a00', 3)), Name: 'OP-3' },
            ],
          },
        },
        { attributes: attributes('Order', SECOND), Name: 'second', Account: null, order_proposals__r: null },
      ],
    })
  })

  const cases: readonly { given: string; then: unknown[] }[] = [
    {
      given:
        "SELECT Id, manufacturer__c, order__c FROM order_proposal__c WHERE order__r.EffectiveDate < TODAY AND order__r.Status = 'AWAITING PROPOSALS' ORDER BY order__c ASC, price__c ASC",
      then: [
        { Id: id('a00', 2), manufacturer__c: PARENT, order__c: FIRST },
        { Id: id('a00', 3), manufacturer__c: ACME, order__c: FIRST },
        { Id: id('a00', 1), manufacturer__c: ACME, order__c: FIRST },
      ],
    },
    {
      given:
        "SELECT Id, Status FROM Order WHERE EffectiveDate < TODAY AND Status = 'AWAITING PROPOSALS' AND Id NOT IN (SELECT order__c FROM order_proposal__c)",
      then: [{ Id: SECOND, Status: 'AWAITING PROPOSALS' }],
    },
    {
      given:
        "SELECT Name FROM order_proposal__c WHERE order__r.EffectiveDate < 2026-05-05 AND order__r.Status = 'AWAITING PROPOSALS' ORDER BY order__c ASC, price__c ASC",
      then: [{ Name: 'OP-2' }, { Name: 'OP-3' }, { Name: 'OP-1' }],
    },
    {
      given:
        "SELECT Name FROM Order WHERE Status = 'AWAITING PROPOSALS' AND Id NOT IN (SELECT order__c FROM order_proposal__c)",
      then: [{ Name: 'second' }],
    },
    {
      given:
        'SELECT Name FROM Order WHERE Id IN (SELECT order__c FROM order_proposal__c WHERE price__c < 10)',
      then: [{ Name: 'Third' }],
    },
    {
      given:
        "SELECT Name FROM Order WHERE AccountId NOT IN (SELECT Id FROM Account WHERE Industry = 'Steel')",
      then: [{ Name: 'First' }, { Name: 'second' }],
    },
    {
      given: 'SELECT Name, Owner.Name, CreatedDate FROM Order ORDER BY Owner.Name NULLS LAST, Name LIMIT 2',
      then: [
        { Name: 'First', Owner: { Name: 'Ada' }, CreatedDate: null },
        { Name: 'second', Owner: null, CreatedDate: null },
      ],
    },
    {
      given: 'SELECT TYPEOF Owner WHEN User THEN Id, Name ELSE Name END FROM Order WHERE OwnerId != null',
      then: [{ Owner: { Id: USER, Name: 'Ada' } }],
    },
    {
      given: "SELECT Owner.Type, Owner.Name FROM Order WHERE Owner.Type = 'User'",
      then: [{ Owner: { Type: 'User', Name: 'Ada' } }],
    },
    {
      given: 'SELECT Amount__c, Urgent__c, Tags__c, At__c, EffectiveDate FROM Order ORDER BY Name LIMIT 1',
      then: [
        {
          Amount__c: 100.5,
          Urgent__c: true,
          Tags__c: 'a;b',
          At__c: '2026-05-04T19:59:59.999+0000',
          EffectiveDate: '2026-05-04',
        },
      ],
    },
    {
      given:
        "SELECT Name, (SELECT Amount__c, Urgent__c, Tags__c, At__c FROM Orders) FROM Account WHERE Name = 'ACME'",
      then: [
        {
          Name: 'acme',
          Orders: {
            totalSize: 1,
            done: true,
            records: [
              { Amount__c: 100.5, Urgent__c: true, Tags__c: 'a;b', At__c: '2026-05-04T19:59:59.999+0000' },
            ],
          },
        },
      ],
    },
    {
      given:
        'SELECT Name, (SELECT Name, (SELECT Name FROM order_proposals__r ORDER BY Name DESC LIMIT 1) FROM Orders) FROM Account WHERE ParentId != null',
      then: [
        {
          Name: 'acme',
          Orders: {
            totalSize: 1,
            done: true,
            records: [
              {
                Name: 'First',
                order_proposals__r: { totalSize: 1, done: true, records: [{ Name: 'OP-3' }] },
              },
            ],
          },
        },
      ],
    },
    {
      given: 'SELECT COUNT(Id), MAX(Amount__c) top, AVG(Amount__c) FROM Order WHERE Amount__c != 20',
      then: [{ expr0: 2, top: 100.5, expr1: 50.25 }],
    },
    {
      given:
        'SELECT Status, COUNT(Id) n FROM Order GROUP BY Status HAVING COUNT(Id) > 0 ORDER BY COUNT(Id) DESC',
      then: [
        { Status: 'AWAITING PROPOSALS', n: 2 },
        { Status: 'DRAFT', n: 1 },
      ],
    },
    {
      given:
        'SELECT Account.Name, COUNT_DISTINCT(Status) FROM Order GROUP BY Account.Name ORDER BY Account.Name NULLS LAST LIMIT 1',
      then: [{ Name: 'acme', expr0: 1 }],
    },
    {
      given:
        "SELECT CALENDAR_MONTH(EffectiveDate), DAY_IN_WEEK(EffectiveDate) d, SUM(Amount__c) FROM Order WHERE Name = 'First' GROUP BY CALENDAR_MONTH(EffectiveDate), DAY_IN_WEEK(EffectiveDate)",
      then: [{ expr0: 5, d: 2, expr1: 100.5 }],
    },
    {
      given:
        'SELECT Status, GROUPING(Status) g, COUNT(Id) n FROM Order GROUP BY ROLLUP(Status) ORDER BY COUNT(Id) DESC',
      then: [
        { Status: null, g: 1, n: 3 },
        { Status: 'AWAITING PROPOSALS', g: 0, n: 2 },
        { Status: 'DRAFT', g: 0, n: 1 },
      ],
    },
    {
      given:
        "SELECT HOUR_IN_DAY(At__c) utc, HOUR_IN_DAY(convertTimezone(At__c)) local, DAY_ONLY(convertTimezone(At__c)) d, COUNT(Id) FROM Order WHERE Name = 'second' GROUP BY HOUR_IN_DAY(At__c), HOUR_IN_DAY(convertTimezone(At__c)), DAY_ONLY(convertTimezone(At__c))",
      then: [{ utc: 20, local: 0, d: '2026-05-05', expr0: 1 }],
    },
    {
      given:
        "SELECT toLabel(Status), FORMAT(Amount__c) a, FORMAT(At__c) t FROM Order WHERE toLabel(Status) = 'draft'",
      then: [{ Status: 'Draft', a: '20.00', t: '5/6/26, 12:00 AM' }],
    },
    {
      given: 'SELECT Name FROM Order WHERE NOT (Amount__c > 50 OR Urgent__c = false) ORDER BY Name',
      then: [{ Name: 'Third' }],
    },
    { given: 'SELECT Name FROM Order ORDER BY Name DESC LIMIT 1 OFFSET 1', then: [{ Name: 'second' }] },
    {
      given: "SELECT o.Name, a.Name FROM Order o, o.Account a WHERE a.Name = 'ACME'",
      then: [{ Name: 'First', Account: { Name: 'acme' } }],
    },
    {
      given: 'SELECT Name FROM Order ORDER BY Status, Name',
      then: [{ Name: 'Third' }, { Name: 'First' }, { Name: 'second' }],
    },
    {
      given: 'SELECT Status, COUNT(Id) FROM Order GROUP BY Status ORDER BY Status DESC',
      then: [
        { Status: 'AWAITING PROPOSALS', expr0: 2 },
        { Status: 'DRAFT', expr0: 1 },
      ],
    },
    { given: 'SELECT Name FROM Order USING SCOPE mine', then: [{ Name: 'First' }] },
    {
      given: "SELECT Name FROM Order WHERE Status = 'DRAFT' ALL ROWS",
      then: [{ Name: 'Third' }, { Name: 'gone' }],
    },
    {
      given: "SELECT o.Name FROM Order o WHERE o.Account.Name = 'ACME' FOR UPDATE",
      then: [{ Name: 'First' }],
    },
    { given: 'SELECT Name FROM Order LIMIT 0', then: [] },
  ]
  for (const { given, then } of cases) {
    it(given, async () => {
      const statements: string[] = []
      const stop = observe('statement', ({ text }) => void statements.push(text))
      try {
        expect(await records(given)).to.deep.equal(then)
        expect(statements.length, 'statements').to.be.at.most(1)
      } finally {
        stop()
      }
    })
  }

  it('answers COUNT() as a total without records', async () => {
    const answer = await readJson(session, 'SELECT COUNT() FROM Order', { version: '60.0' })
    expect(answer).to.equal('{"totalSize":3,"done":true,"records":[]}')
    expect(await readJson(session, 'SELECT COUNT() FROM Order LIMIT 2', { version: '60.0' })).to.contain(
      '"totalSize":2',
    )
  })

  it('finds deleted rows for queryAll', async () => {
    expect(await records("SELECT Name FROM Order WHERE Name = 'gone'", 'all')).to.deep.equal([
      { Name: 'gone' },
    ])
  })

  it('keeps the first row per field, in SQL', async () => {
    const query = {
      ...parseQuery('SELECT Name FROM order_proposal__c WHERE order__c != null ORDER BY price__c, Name'),
      firstPer: ['order__c'],
    }
    expect(await readRecords(session, query)).to.deep.equal([{ Name: 'OP-5' }, { Name: 'OP-2' }])
    const ordered = {
      ...query,
      orderBy: parseQuery('SELECT Id FROM A ORDER BY order__c DESC, price__c, Name').orderBy ?? [],
    }
    expect(await readRecords(session, ordered)).to.deep.equal([{ Name: 'OP-5' }, { Name: 'OP-2' }])
    const count = { ...query, select: parseQuery('SELECT COUNT() FROM A').select, orderBy: [] }
    expect(await readRecords(session, count)).to.deep.equal([{ expr0: '2' }])
  })

  it('makes one text of queries of one shape', () => {
    const plan = (text: string) => planOfText(session.org, session.access, text).plan
    const first = plan("SELECT Id FROM Order WHERE Name = 'a' AND Status IN ('x')")
    expect(plan("SELECT Id FROM Order WHERE Name = 'b' AND Status IN ('y','z')")).to.equal(first)
    expect(plan("SELECT Id FROM Order WHERE Name = '' AND Status IN ('y','z')")).not.to.equal(first)
  })

  const texts = [
    {
      given:
        "SELECT Account.Name, Account.Industry FROM Order WHERE Account.Name = 'x' ORDER BY Account.Name LIMIT 5",
      then: 'SELECT t0."id",t1."id",t1."name",t1."industry" FROM S."order" t0 LEFT JOIN S."account" t1 ON t1."id" = t0."accountid" WHERE lower(t1."name") = lower($1) AND NOT t0."isdeleted" ORDER BY lower(t1."name") ASC NULLS FIRST,t0."id" LIMIT 5',
    },
    {
      given: 'SELECT Id FROM Order WHERE EffectiveDate = TODAY ORDER BY CreatedDate DESC LIMIT 5',
      then: 'SELECT t0."id" FROM S."order" t0 WHERE (t0."effectivedate" >= $1 AND t0."effectivedate" < $2) AND NOT t0."isdeleted" ORDER BY t0."createddate" DESC NULLS LAST,t0."id" DESC LIMIT 5',
    },
  ]
  for (const { given, then } of texts) {
    it(`compiles ${given}`, () => {
      const { plan } = planOfText(session.org, session.access, given)
      expect(plan.page(plan.limit).text.replaceAll(`"${session.org.schema}"`, 'S')).to.equal(then)
    })
  }
})
