import { expect } from 'chai'
import { AtelierError } from '../../server/kernel/errors.ts'
import type { Session } from '../../server/org/session.ts'
import { readJson } from '../../server/records/read.ts'
import { openSampleOrg, type SampleOrg } from './query/sample-org.ts'

const id = (number: number): string => `801${String(number).padStart(12, '0')}AAA`
/** 2026-05-06 02:00 in Tbilisi. */
const NOW = new Date('2026-05-05T22:00:00Z')

describe('operators on every kind of field', () => {
  let sample: SampleOrg
  let session: Session

  before(async () => {
    sample = await openSampleOrg()
    const connection = sample.org.database
    session = {
      ...sample.session,
      transaction: { connection, depth: 0, now: NOW, afterCommit: [], hookState: new Map() },
    }
    await sample.insert('Order', [
      {
        Id: id(1),
        Name: 'Alpha',
        Code__c: 'Ab',
        Status: 'DRAFT',
        EffectiveDate: '2026-05-04',
        At__c: '2026-05-05T19:59:59.999Z',
        Clock__c: '09:00',
        Amount__c: '10',
        Urgent__c: 'true',
        Tags__c: '{a,b}',
        AccountId: '001000000000001AAA',
      },
      {
        Id: id(2),
        Name: 'beta_1%',
        Code__c: 'ab',
        Status: 'DONE',
        EffectiveDate: '2026-05-06',
        At__c: '2026-05-05T20:00:00Z',
        Clock__c: '10:30',
        Amount__c: '20.50',
        Urgent__c: 'false',
        Tags__c: '{b}',
        AccountId: '001000000000002AAA',
      },
      {
        Id: id(3),
        Name: String.raw`back\slash`,
        EffectiveDate: '2026-05-07',
        At__c: '2026-05-06T19:59:59.999Z',
        Urgent__c: 'false',
      },
      { Id: id(4), At__c: '2026-05-06T20:00:00Z', Urgent__c: 'true' },
    ])
  })
  after(() => sample.drop())

  async function found(condition: string): Promise<string> {
    const text = `SELECT Id FROM Order WHERE ${condition} ORDER BY Id`
    const { records } = JSON.parse(await readJson(session, text, { version: '60.0' }))
    return records.map((record: { Id: string }) => Number(record.Id.slice(3, 15))).join('')
  }

  const cases: Readonly<Record<string, readonly (readonly [condition: string, rows: string])[]>> = {
    text: [
      ["Name = 'ALPHA'", '1'],
      ["Name != 'alpha'", '234'],
      ["Name < 'b'", '1'],
      ["Name >= 'B'", '23'],
      ["Name IN ('ALPHA', 'x', 'Beta_1%')", '12'],
      ["Name NOT IN ('ALPHA')", '234'],
      ["Name NOT IN ('ALPHA', null)", '23'],
      ["Name IN (null, 'alpha')", '14'],
      ['Name = null', '4'],
      ["Name = ''", '4'],
      ['Name != null', '123'],
      ["Name != ''", '123'],
      ["Name LIKE 'AL%'", '1'],
      ["Name LIKE '_lpha'", '1'],
      [String.raw`Name LIKE '%\_1\%'`, '2'],
      [String.raw`Name LIKE 'back\\%'`, '3'],
      [String.raw`Name LIKE '%\\'`, ''],
      ["NOT Name LIKE 'a%'", '234'],
      ["Code__c = 'ab'", '2'],
      ["Code__c LIKE 'A%'", '1'],
      ["Name > ''", ''],
    ],
    picklist: [
      ["Status = 'DRAFT'", '1'],
      ["Status != 'DRAFT'", '234'],
      ["Status IN ('DRAFT','DONE')", '12'],
      ["Status LIKE 'd%'", '12'],
      ["toLabel(Status) = 'finished'", '2'],
      ["toLabel(Status) IN ('draft', 'Finished')", '12'],
      ["toLabel(Status) LIKE 'fin%'", '2'],
      ["toLabel(Status) LIKE 'don%'", ''],
      ["NOT toLabel(Status) LIKE 'fin%'", '134'],
      ["toLabel(Status) > 'e'", '2'],
    ],
    number: [
      ['Amount__c = 20.5', '2'],
      ['Amount__c = 20.500', '2'],
      ['Amount__c != 10', '234'],
      ['Amount__c > 10', '2'],
      ['Amount__c >= +10', '12'],
      ['Amount__c < -1', ''],
      ['Amount__c <= USD20.50', '12'],
      ['Amount__c IN (10, 20.50, 7)', '12'],
      ['Amount__c NOT IN (10)', '234'],
      ['Amount__c = null', '34'],
    ],
    boolean: [
      ['Urgent__c = true', '14'],
      ['Urgent__c != TRUE', '23'],
    ],
    date: [
      ['EffectiveDate = TODAY', '2'],
      ['EffectiveDate != TODAY', '134'],
      ['EffectiveDate < TODAY', '1'],
      ['EffectiveDate <= TODAY', '12'],
      ['EffectiveDate > TODAY', '3'],
      ['EffectiveDate >= TODAY', '23'],
      ['EffectiveDate = LAST_N_DAYS:2', '12'],
      ['EffectiveDate IN (TODAY, 2026-05-07)', '23'],
      ['EffectiveDate NOT IN (TODAY, TOMORROW)', '14'],
      ['EffectiveDate = 2026-05-04', '1'],
      ['EffectiveDate >= 2026-05-06', '23'],
      ['EffectiveDate = null', '4'],
      ['CALENDAR_YEAR(EffectiveDate) = 2026', '123'],
      ['DAY_IN_MONTH(EffectiveDate) IN (4, 7)', '13'],
    ],
    'date-time, with days of the org’s zone': [
      ['At__c = TODAY', '23'],
      ['At__c < TODAY', '1'],
      ['At__c <= TODAY', '123'],
      ['At__c > TODAY', '4'],
      ['At__c >= TODAY', '234'],
      ['At__c = YESTERDAY', '1'],
      ['At__c = 2026-05-05T20:00:00Z', '2'],
      ['At__c = 2026-05-06T00:00:00+04:00', '2'],
      ['At__c > 2026-05-05T20:00:00.000Z', '34'],
      ['DAY_ONLY(At__c) = 2026-05-05', '12'],
      ['DAY_ONLY(convertTimezone(At__c)) = 2026-05-06', '23'],
      ['HOUR_IN_DAY(At__c) >= 20', '24'],
    ],
    time: [
      ['Clock__c < 10:00:00.000Z', '1'],
      ['Clock__c = 10:30:00Z', '2'],
    ],
    list: [
      ["Tags__c = 'b;a'", '1'],
      ["Tags__c != 'a;b'", '234'],
      ["Tags__c INCLUDES ('b')", '12'],
      ["Tags__c INCLUDES ('a;b')", '1'],
      ["Tags__c INCLUDES ('a', 'b')", '12'],
      ["Tags__c EXCLUDES ('a')", '234'],
      ['Tags__c = null', '34'],
    ],
    id: [
      [`Id = '${id(1)}'`, '1'],
      [`Id IN ('${id(1)}', '${id(3)}')`, '13'],
      ["AccountId != '001000000000001AAA'", '234'],
      ['AccountId = null', '34'],
    ],
    'more than one': [
      ["Name = 'alpha' OR Amount__c > 10", '12'],
      ['NOT (Amount__c > 10 AND Urgent__c = false)', '134'],
      ['NOT (NOT Amount__c > 10)', '2'],
      ['NOT Amount__c > 10', '134'],
    ],
  }
  for (const [kind, conditions] of Object.entries(cases)) {
    for (const [condition, rows] of conditions) {
      it(`${kind}: ${condition} finds ${rows || 'nothing'}`, async () =>
        expect(await found(condition)).to.equal(rows))
    }
  }

  const wrongQueries: readonly (readonly [text: string, says: string])[] = [
    ['SELECT Name, COUNT(Id) FROM Order', 'Field must be grouped or aggregated: Name'],
    [
      "SELECT COUNT(Id) FROM Order GROUP BY Status HAVING Name = 'x'",
      'Field must be grouped or aggregated: Name',
    ],
    [
      'SELECT COUNT(Id) FROM Order GROUP BY Status ORDER BY Name',
      'Field must be grouped or aggregated: Name',
    ],
    ['SELECT GROUPING(Name) FROM Order GROUP BY Status', 'Field must be grouped or aggregated: Name'],
    ['SELECT SUM(MAX(Amount__c)) FROM Order', 'cannot stand inside'],
    ['SELECT Name FROM Order ORDER BY COUNT(Id)', 'needs a query with groups'],
    ['SELECT Name, (SELECT COUNT(Id) FROM order_proposals__r) FROM Order', 'needs a query with groups'],
    ["SELECT Name FROM Order HAVING Name = 'x'", 'HAVING needs GROUP BY'],
    ['SELECT Notes__c FROM Order GROUP BY Notes__c', 'can not be grouped'],
    ['SELECT Id FROM Order ORDER BY Notes__c', 'can not be sorted'],
    ['SELECT Name, Name FROM Order', 'duplicate field selected: Name'],
    ['SELECT Name n FROM Order', 'only aggregate expressions use field aliasing'],
    [
      'SELECT Status, (SELECT Id FROM order_proposals__r) FROM Order GROUP BY Status',
      'selects fields and functions only',
    ],
    ['SELECT FIELDS(ALL) FROM Order', 'must have a LIMIT of at most 200'],
    ['SELECT Id FROM Order LIMIT 1.5', 'a whole number'],
    ['SELECT Id FROM Order OFFSET 2001', 'Maximum SOQL offset allowed is 2000'],
    ['SELECT Id, (SELECT Id FROM Nope) FROM Order', "Didn't understand relationship 'Nope' in FROM part"],
    ['SELECT SUM() FROM Order', 'needs a field'],
    ['SELECT COUNT() FROM Order GROUP BY Status', 'COUNT() counts rows'],
    ['SELECT convertTimezone(At__c) FROM Order', 'inside a date function only'],
    ['SELECT MAX(convertTimezone(At__c)) FROM Order', 'inside a date function only'],
    ["SELECT Id FROM Order WHERE Name = '\\u0000'", 'holds a NUL'],
    ["SELECT Id FROM Order WHERE Name LIKE '\\u0000%'", 'holds a NUL'],
    ['SELECT COUNT(Id) FROM Order FOR UPDATE', 'FOR UPDATE is not allowed'],
  ]
  for (const [text, says] of wrongQueries) {
    it(`refuses ${text}`, async () => {
      const error = await readJson(session, text, { version: '60.0' }).catch((thrown: unknown) => thrown)
      expect(error).to.be.instanceOf(AtelierError)
      expect((error as AtelierError).message).to.include(says)
      expect((error as AtelierError).status).to.equal(400)
    })
  }

  const refused: readonly (readonly [condition: string, code: string, says: string])[] = [
    ['Name = 1', 'INVALID_FIELD', "field 'Name' must be of type string and should be enclosed in quotes"],
    [
      "Amount__c = '1'",
      'INVALID_FIELD',
      "field 'Amount__c' must be of type double and should not be enclosed in quotes",
    ],
    [
      "EffectiveDate = '2026-01-01'",
      'INVALID_FIELD',
      'must be of type date and should not be enclosed in quotes',
    ],
    ['EffectiveDate = 2026-01-01T00:00:00Z', 'INVALID_FIELD', 'must be of type date'],
    ['At__c = 2026-01-01', 'INVALID_FIELD', 'must be of type dateTime'],
    ["Urgent__c = 'true'", 'INVALID_FIELD', 'must be of type boolean'],
    ['Urgent__c > true', 'INVALID_QUERY_FILTER_OPERATOR', 'invalid operator on boolean field'],
    ["Id = 'nonsense'", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid ID field: nonsense'],
    [`Id IN ('${id(1)}', 'nonsense')`, 'INVALID_QUERY_FILTER_OPERATOR', 'invalid ID field: nonsense'],
    ["Id LIKE '801%'", 'INVALID_QUERY_FILTER_OPERATOR', "invalid operator on id field 'Id'"],
    ["Amount__c LIKE '1%'", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid operator on number field'],
    ["Tags__c > 'a'", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid operator on list field'],
    ["Tags__c IN ('a')", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid operator on list field'],
    ["Name INCLUDES ('a')", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid operator on text field'],
    ["Notes__c = 'x'", 'INVALID_FIELD', "field 'Notes__c' can not be filtered in a query call"],
    ['COUNT(Id) > 1', 'MALFORMED_QUERY', 'belongs into HAVING'],
    ['CALENDAR_YEAR(Name) = 1', 'INVALID_FIELD', 'does not support the function CALENDAR_YEAR'],
    ['FOO(Name) = 1', 'MALFORMED_QUERY', "unknown function: 'FOO'"],
    [
      'convertTimezone(At__c) > 2026-01-01T00:00:00Z',
      'MALFORMED_QUERY',
      'convertTimezone() stands inside a date function only',
    ],
    ['toString(Name) = 1', 'MALFORMED_QUERY', "unknown function: 'toString'"],
    ['Id IN (SELECT Id, Name FROM Account)', 'MALFORMED_QUERY', 'exactly one field'],
    ['Id IN (SELECT Name FROM Account)', 'MALFORMED_QUERY', 'cannot be compared'],
    ['Id IN (SELECT order__c FROM order_proposal__c LIMIT 1)', 'MALFORMED_QUERY', 'WHERE only'],
    ['Nope = 1', 'INVALID_FIELD', "No such column 'Nope' on entity 'Order'"],
    ['Account.Nope = 1', 'INVALID_FIELD', "No such column 'Nope' on entity 'Account'"],
    ['Nope__r.Name = 1', 'INVALID_FIELD', "Didn't understand relationship 'Nope__r' in field path"],
    ['Account.Parent.Parent.Parent.Parent.Parent.Name = null', 'INVALID_FIELD', 'more than 5'],
  ]
  for (const [condition, code, says] of refused) {
    it(`refuses ${condition}`, async () => {
      const error = await found(condition).then(
        rows => expect.fail(`found ${rows}`),
        (thrown: unknown) => thrown,
      )
      expect(error).to.be.instanceOf(AtelierError)
      expect(error).to.include({ code })
      expect((error as AtelierError).message).to.include(says)
    })
  }
})
