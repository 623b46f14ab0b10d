import { expect } from 'chai'
import { loadPrincipal } from '../../server/org/principals.ts'
import { createSession } from '../../server/org/sessions.ts'
import { type Answer, expectError, type Fields } from '../support/test-client.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const ACCOUNTS = 450

describe('query', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
    const records = Array.from({ length: ACCOUNTS }, (_, n) => ({
      Name: `Page ${String(n).padStart(3, '0')}`,
    }))
    const { status } = await server.post('/services/atelier/records/Account', { records, allOrNone: true })
    expect(status).to.equal(200)
  })
  after(() => server.close())

  const ask = (
    soql: string,
    headers: Readonly<Record<string, string>> = {},
    path = 'query',
  ): Promise<Answer> => server.send('GET', `${path}?q=${encodeURIComponent(soql)}`, { headers })
  const namesOf = ({ record }: Answer): readonly unknown[] =>
    (record.records as readonly Fields[]).map(({ Name }) => Name)
  const page = (batchSize: number | string): Readonly<Record<string, string>> => ({
    'Sforce-Query-Options': `batchSize=${batchSize}`,
  })

  describe('in batches', () => {
    const ALL = "SELECT Name FROM Account WHERE Name LIKE 'Page %' ORDER BY Name"

    it('gives every record once, over as many URLs as it takes', async () => {
      const names: unknown[] = []
      let answer = await ask(ALL, page(200))
      for (let batches = 1; ; batches++) {
        expect(answer.status, answer.text).to.equal(200)
        expect(answer.record.totalSize).to.equal(ACCOUNTS)
        names.push(...namesOf(answer))
        expect(answer.record.done).to.equal(batches === 3)
        if (answer.record.done) break
        expect(answer.record.nextRecordsUrl).to.match(
          new RegExp(`^/services/data/v60.0/query/01g\\w{15}-${batches * 200}$`),
        )
        answer = await server.get(answer.record.nextRecordsUrl as string)
      }
      expect(answer.record).not.to.have.property('nextRecordsUrl')
      expect(names).to.have.length(ACCOUNTS)
      expect([names[0], names[200], names[449]]).to.deep.equal(['Page 000', 'Page 200', 'Page 449'])
      expect(new Set(names).size).to.equal(ACCOUNTS)
    })

    it('gives a batch again, also by queryAll and with a slash behind', async () => {
      const { record } = await ask(ALL, page(200))
      const url = record.nextRecordsUrl as string
      const answers = await Promise.all(
        [url, url, url.replace('/query/', '/queryAll/'), `${url}/`].map(server.get),
      )
      expect(new Set(answers.map(answer => answer.text)).size).to.equal(1)
      expect(namesOf(answers[0] as Answer)).to.have.length(200)
    })

    for (const [size, first] of [
      [1, 200],
      [199, 200],
      [201, 201],
      ['nonsense', ACCOUNTS],
      ['9'.repeat(40), ACCOUNTS],
    ] as const) {
      it(`of ${size} are ${first}`, async () => {
        expect(namesOf(await ask(ALL, page(size)))).to.have.length(first)
      })
    }

    it('end where a limit ends', async () => {
      const first = await ask(`${ALL} LIMIT 250`, page(200))
      expect(first.record).to.include({ totalSize: 250, done: false })
      const second = await server.get(first.record.nextRecordsUrl as string)
      expect(namesOf(second)).to.have.length(50)
      expect(second.record).to.include({ totalSize: 250, done: true })
    })

    it('are for who asked the query', async () => {
      const { record } = await ask(ALL, page(200))
      const other = await server.create('User', {
        ...{
          Username: 'other@atelier.local',
          LastName: 'Other',
          Email: 'other@atelier.local',
          Alias: 'other',
        },
        ProfileId: (await server.query("SELECT Id FROM Profile WHERE Name = 'System Administrator'"))[0]?.Id,
        ...{ TimeZoneSidKey: 'Asia/Tbilisi', LocaleSidKey: 'en_US', LanguageLocaleKey: 'en_US' },
        ...{ EmailEncodingKey: 'UTF-8', CommunityNickname: 'other', IsActive: true },
      })
      expect(await loadPrincipal(server.app.org, other)).to.include({ username: 'other@atelier.local' })
      const { token } = await createSession(server.app.org, other)
      const answer = await server.send('GET', record.nextRecordsUrl as string, { token })
      expectError(answer, 400, 'INVALID_QUERY_LOCATOR')
    })

    for (const locator of [
      'garbage',
      '01g000000000001AAA-2000',
      '01g000000000001-2000',
      '01g000000000001AAA-',
      '01g000000000001AAA--1',
      '01g000000000001AAA-%00',
      `01g000000000001AAA-${'9'.repeat(30)}`,
      "' OR 1=1 --",
    ]) {
      it(`are refused for ${locator.slice(0, 40)}`, async () => {
        expectError(await server.get(`query/${locator.replaceAll(' ', '%20')}`), 400, 'INVALID_QUERY_LOCATOR')
      })
    }
  })

  it('takes SOQL as long as clients send it', async () => {
    const names = Array.from({ length: 1500 }, (_, n) => `'P ${n}'`)
    const soql = `SELECT Id FROM Account WHERE Name IN ('Page 007', ${names.join(',')})`
    expect(soql).to.have.length.above(10_900)
    expect((await ask(soql)).record.totalSize).to.equal(1)
  })

  it('leaves deleted records to queryAll', async () => {
    const Id = await server.create('Account', { Name: 'Deleted' })
    await server.delete(`sobjects/Account/${Id}`)
    const soql = `SELECT Id, IsDeleted FROM Account WHERE Id = '${Id}'`
    expect((await ask(soql)).record.totalSize).to.equal(0)
    const { record } = await ask(soql, {}, 'queryAll')
    expect((record.records as readonly Fields[])[0]).to.include({ Id, IsDeleted: true })
  })

  for (const [what, path, code] of [
    ['no query', 'query', 'MALFORMED_QUERY'],
    ['an empty one', 'query?q=', 'MALFORMED_QUERY'],
    ['two', 'query?q=SELECT+Id+FROM+Account&q=SELECT+Id+FROM+Account', 'MALFORMED_QUERY'],
    ['something else', 'query?q=DELETE+FROM+Account', 'MALFORMED_QUERY'],
    ['an unknown object', 'query?q=SELECT+Id+FROM+Acount', 'INVALID_TYPE'],
    ['an unknown field', 'query?q=SELECT+Nme+FROM+Account', 'INVALID_FIELD'],
    ['an unknown field of the columns', 'query?columns=true&q=SELECT+Nme+FROM+Account', 'INVALID_FIELD'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      expectError(await server.get(path), 400, code)
    })
  }

  it('says in which row and column a query is wrong', async () => {
    const { errors } = await ask('SELECT Id\nFROM Account\nWHERE Nme = 1')
    expect(errors[0]?.message).to.include('\nERROR at Row:3:Column:7\n').and.to.include('^')
    const misspelt = await ask("SELECT Id FROM Account WHERE Name == 'x'")
    expect(expectError(misspelt, 400, 'MALFORMED_QUERY').message).to.include('Row:1:Column:36')
  })

  describe('columns', () => {
    type Column = Fields & { readonly columnName: string; readonly joinColumns: readonly Column[] }
    const columnsOf = async (
      soql: string,
    ): Promise<Fields & { readonly columnMetadata: readonly Column[] }> => {
      const { status, record, text } = await server.get(`query?q=${encodeURIComponent(soql)}&columns=TRUE`)
      expect(status, text).to.equal(200)
      return record as Fields & { readonly columnMetadata: readonly Column[] }
    }
    const pathsOf = (columns: readonly Column[]): readonly string[] =>
      columns.flatMap(({ columnName, joinColumns }) =>
        joinColumns.length === 0 ? columnName : pathsOf(joinColumns).map(name => `${columnName}.${name}`),
      )

    it('tell what a query would answer, and answer nothing', async () => {
      const { columnMetadata, ...rest } = await columnsOf('SELECT id, AnnualRevenue FROM account')
      expect(rest).to.deep.equal({
        ...{ entityName: 'Account', groupBy: false, idSelected: true, keyPrefix: '001' },
      })
      expect(columnMetadata).to.deep.equal([
        {
          ...{ aggregate: false, apexType: 'Id', booleanType: false, columnName: 'Id', custom: false },
          ...{ displayName: 'Id', foreignKeyName: null, insertable: false, joinColumns: [] },
          ...{ numberType: false, textType: false, updatable: false },
        },
        {
          ...{ aggregate: false, apexType: 'Decimal', booleanType: false, columnName: 'AnnualRevenue' },
          ...{ custom: false, displayName: 'AnnualRevenue', foreignKeyName: null, insertable: true },
          ...{ joinColumns: [], numberType: true, textType: false, updatable: true },
        },
      ])
    })

    it('tell parents by their lookup, and children', async () => {
      const { columnMetadata } = await columnsOf(
        'SELECT Status, Account.Owner.Name, Account.Name, (SELECT price__c FROM order_proposals__r) FROM Order',
      )
      expect(pathsOf(columnMetadata)).to.deep.equal([
        'Status',
        'Account.Owner.Name',
        'Account.Name',
        'order_proposals__r.price__c',
      ])
      const [, account, proposals] = columnMetadata
      expect(account).to.include({ foreignKeyName: 'AccountId', aggregate: false, apexType: null })
      expect(account?.joinColumns[0]).to.include({ foreignKeyName: 'OwnerId' })
      expect(proposals).to.include({ foreignKeyName: null, aggregate: true })
      expect(proposals?.joinColumns[0]).to.include({ custom: true, numberType: true })
    })

    it('tell aggregates by what is asked', async () => {
      const soql =
        'SELECT Status, CALENDAR_YEAR(EffectiveDate), COUNT(Id), MAX(EffectiveDate) latest FROM Order GROUP BY Status, CALENDAR_YEAR(EffectiveDate)'
      const { columnMetadata, ...rest } = await columnsOf(soql)
      expect(rest).to.include({ groupBy: true, idSelected: false })
      expect(
        columnMetadata.map(column => [column.columnName, column.displayName, column.aggregate]),
      ).to.deep.equal([
        ['Status', 'Status', false],
        ['expr0', 'calendar_year(EffectiveDate)', true],
        ['expr1', 'count(Id)', true],
        ['latest', 'max(EffectiveDate)', true],
      ])
      expect(columnMetadata.map(column => column.apexType)).to.deep.equal([
        ...['String', 'Decimal', 'Decimal', 'Date'],
      ])
      expect((await columnsOf('SELECT COUNT() FROM Order')).columnMetadata).to.deep.equal([])
    })

    it('tell all columns of TYPEOF and of FIELDS()', async () => {
      const soql =
        'SELECT TYPEOF Owner WHEN User THEN Username, Name WHEN Group THEN Name, Type END FROM Case'
      expect(pathsOf((await columnsOf(soql)).columnMetadata)).to.have.members([
        ...['Owner.Username', 'Owner.Name', 'Owner.Type'],
      ])
      const all = await columnsOf('SELECT FIELDS(STANDARD) FROM User')
      expect(pathsOf(all.columnMetadata)).to.include.members(['Id', 'Username', 'IsActive', 'CreatedDate'])
    })
  })
})
