import { expect } from 'chai'
import { AtelierError } from '../../server/kernel/errors.ts'
import { searchState } from '../../server/org/search-state.ts'
import { noHooks } from '../../server/records/hooks.ts'
import type { SearchCondition } from '../../server/records/query/query.ts'
import { readRecords } from '../../server/records/read-records.ts'
import { searchJson } from '../../server/records/search/search.ts'
import { suggestRecords } from '../../server/records/search/suggest-records.ts'
import { write } from '../../server/records/write.ts'
import { searchShape } from '../../server/storage/ddl/search-indexes.ts'
import { createTestOrg, type TestOrg } from '../support/test-org.ts'

const ACCOUNTS = [
  {
    Name: 'Acme Metal Works',
    BillingCity: 'Warsaw',
    Phone: '+48 22 123-45-67',
    Description: 'Gears and shafts',
  },
  {
    Name: 'Globex',
    BillingCity: 'Tbilisi',
    Website: 'https://www.globex.example',
    Description: 'Buys from Acme',
  },
  { Name: "O'Brien & Sons", BillingCity: 'Łódź', Description: 'Metal parts, Works alone' },
  { Name: 'Umbrella', BillingCity: 'Warsaw' },
]

describe('a search', () => {
  let org: TestOrg
  const ids = new Map<string, string>()

  before(async () => {
    org = await createTestOrg()
    const save = async (object: string, records: readonly Record<string, unknown>[]) => {
      const results = await write(
        org.session,
        { operation: 'insert', object, records, allOrNone: true },
        noHooks,
      )
      return results.map(({ id, errors }) => id ?? JSON.stringify(errors))
    }
    const made = await save('Account', ACCOUNTS)
    for (const [index, { Name }] of ACCOUNTS.entries()) ids.set(made[index] as string, Name)
    const people = [
      { FirstName: 'Ada', LastName: 'Lovelace', Email: 'ada.lovelace@acme.example', AccountId: made[0] },
      { FirstName: 'Grace', LastName: 'Hopper', Email: 'grace@navy.example', MobilePhone: '555 0100' },
    ]
    const contacts = await save('Contact', people)
    for (const [index, { LastName }] of people.entries()) ids.set(contacts[index] as string, LastName)
    const [order] = await save('Order', [
      {
        AccountId: made[0],
        EffectiveDate: '2027-01-01',
        Status: 'PENDING VALIDATION',
        title__c: 'Five hundred brackets',
      },
    ])
    ids.set(order as string, 'order')
  })
  after(() => org.dispose())

  const found = async (text: string): Promise<readonly string[]> => {
    const { searchRecords } = JSON.parse(await searchJson(org.session, text, '60.0'))
    return searchRecords.map(({ Id }: { Id: string }) => ids.get(Id))
  }

  const scenarios: readonly (readonly [string, readonly string[]])[] = [
    ['FIND {globex}', ['Globex']],
    ['FIND {acme} RETURNING Account', ['Acme Metal Works', 'Globex']],
    ['FIND {acme} IN NAME FIELDS RETURNING Account', ['Acme Metal Works']],
    ['FIND {metal works} RETURNING Account', ['Acme Metal Works', "O'Brien & Sons"]],
    ['FIND {"metal works"} RETURNING Account', ['Acme Metal Works']],
    ['FIND {"sons łódź"}', []],
    // The last word of one field and the first of the next are no phrase.
    ['FIND {"example buys"}', []],
    ['FIND {glob*}', ['Globex']],
    ['FIND {gl?bex OR umb*la} RETURNING Account', ['Globex', 'Umbrella']],
    ['FIND {warsaw AND NOT acme} RETURNING Account', ['Umbrella']],
    ['FIND {(acme OR umbrella) AND warsaw} RETURNING Account', ['Acme Metal Works', 'Umbrella']],
    ["FIND {O'Brien}", ["O'Brien & Sons"]],
    ['FIND {ŁÓDŹ}', ["O'Brien & Sons"]],
    ['FIND {lodz}', ["O'Brien & Sons"]],
    ['FIND {LÓD*}', ["O'Brien & Sons"]],
    ['FIND {l?dz}', ["O'Brien & Sons"]],
    ['FIND {glôbex}', ['Globex']],
    ['FIND {www.globex.example}', ['Globex']],
    ['FIND {48221234567} IN PHONE FIELDS', ['Acme Metal Works']],
    ['FIND {ada.lovelace@acme.example} IN EMAIL FIELDS RETURNING Contact', ['Lovelace']],
    ['FIND {ada lovelace} IN NAME FIELDS', ['Lovelace']],
    ['FIND {brackets} RETURNING Order', ['order']],
    ['FIND {00000001} RETURNING Order', ['order']],
    ['FIND {umbrelka}', ['Umbrella']],
    ['FIND {umbrelka} WITH SPELL_CORRECTION = false', []],
    ['FIND {lovelase}', ['Lovelace']],
    ["FIND {warsaw} RETURNING Account(Id WHERE Name LIKE 'U%')", ['Umbrella']],
    ['FIND {acme} RETURNING Account(Id ORDER BY Name DESC)', ['Globex', 'Acme Metal Works']],
    [
      'FIND {acme} RETURNING Account(Id, Name LIMIT 1), Contact(Id) LIMIT 5',
      ['Acme Metal Works', 'Lovelace'],
    ],
    ['FIND {acme} LIMIT 1', ['Acme Metal Works']],
    ["FIND 'globex' RETURNING Account (Id)", ['Globex']],
    ['FIND {nothing at all}', []],
    ['FIND {a\\}cme}', []],
    ['FIND {acme - metal} IN NAME FIELDS', ['Acme Metal Works']],
    ["FIND {O'Brien & Sons}", ["O'Brien & Sons"]],
  ]
  for (const [text, expected] of scenarios) {
    it(`${text} finds ${expected.join(', ') || 'nothing'}`, async () => {
      expect(await found(text)).to.have.members([...expected])
    })
  }

  it('answers records as Salesforce does, by name first', async () => {
    const { searchRecords } = JSON.parse(
      await searchJson(org.session, 'FIND {acme} RETURNING Account(Name, Owner.Name)', 'v60.0'),
    )
    expect(searchRecords.map((one: { Name: string }) => one.Name)).to.deep.equal([
      'Acme Metal Works',
      'Globex',
    ])
    expect(searchRecords[0].attributes.type).to.equal('Account')
    expect(searchRecords[0].attributes.url).to.match(/^\/services\/data\/v60\.0\/sobjects\/Account\/001/)
    expect(searchRecords[0].Owner.attributes.type).to.equal('User')
  })

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['SELECT Id FROM Account', 'MALFORMED_SEARCH', /begins with FIND/],
    ['FIND {}', 'MALFORMED_SEARCH', /its end where a word/],
    ['FIND {-}', 'MALFORMED_SEARCH', /its end where a word/],
    ['FIND {a}', 'MALFORMED_SEARCH', /longer than one character/],
    ['FIND {*a}', 'MALFORMED_SEARCH', /not begin with a wildcard/],
    ['FIND {acme AND}', 'MALFORMED_SEARCH', /its end/],
    ['FIND {NOT acme}', 'MALFORMED_SEARCH', /'NOT'/],
    ['FIND {(acme}', 'MALFORMED_SEARCH', /its end/],
    ['FIND {acme', 'MALFORMED_SEARCH', /begins with FIND/],
    ['FIND {acme} IN SOME FIELDS', 'MALFORMED_SEARCH', /Column:16.*ALL, NAME/s],
    ['FIND {acme} RETURNING Nothing__x', 'INVALID_TYPE', /not supported/],
    ['FIND {acme} RETURNING GroupMember', 'INVALID_TYPE', /does not support search/],
    ['FIND {acme} RETURNING Account(Nonsense)', 'INVALID_FIELD', /No such column/],
    ['FIND {acme} RETURNING Account(COUNT(Id))', 'MALFORMED_SEARCH', /records/],
    ['FIND {acme} RETURNING Account(Id', 'MALFORMED_SEARCH', /expected '\)'/],
    [`FIND {${'ab '.repeat(60)}}`, 'MALFORMED_SEARCH', /at most 50 words/],
    [`FIND {${'('.repeat(60)}ab}`, 'MALFORMED_SEARCH', /nested/],
  ]
  for (const [text, code, message] of refused) {
    it(`${text.slice(0, 60)} is refused`, async () => {
      const error = await found(text).then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      expect(error).to.be.instanceOf(AtelierError)
      expect((error as AtelierError).code).to.equal(code)
      expect((error as AtelierError).message).to.match(message)
    })
  }

  describe('as one types', () => {
    const typed: readonly (readonly [string, string, readonly string[]])[] = [
      ['Account', 'ac', ['Acme Metal Works']],
      ['Account', 'ACME M', ['Acme Metal Works']],
      ['Account', 'works', ['Acme Metal Works']],
      ['Account', 'wor ac', ['Acme Metal Works']],
      ['Account', 'umbrelka', ['Umbrella']],
      ['Account', "o'b", ["O'Brien & Sons"]],
      ['Contact', 'lov', ['Ada Lovelace']],
      ['Contact', 'ada lo', ['Ada Lovelace']],
      ['Contact', 'hoper', ['Grace Hopper']],
      ['Order', '0000', ['00000001']],
      ['Account', ' ', []],
      ['Account', "%'\\", []],
    ]
    for (const [object, text, expected] of typed) {
      it(`${text} suggests ${expected.join() || 'nothing'} of ${object}`, async () => {
        const suggestions = await suggestRecords(org.session, { objects: [object], text })
        expect(suggestions.map(({ name }) => name)).to.include.members([...expected])
        if (expected.length === 0) expect(suggestions).to.deep.equal([])
      })
    }

    it('gives other fields along, and holds to what a lookup asks', async () => {
      const where = {
        kind: 'compare',
        left: { kind: 'field', path: 'BillingCity' },
        operator: '=',
        right: { type: 'string', text: 'Tbilisi' },
      } as const
      const asked = { objects: ['Account'], text: 'gl', fields: ['BillingCity', 'Nonsense'] }
      const [one] = await suggestRecords(org.session, { ...asked, where })
      expect(one?.record).to.deep.equal({ Id: one?.id, Name: 'Globex', BillingCity: 'Tbilisi' })
      expect(await suggestRecords(org.session, { ...asked, text: 'ac', where })).to.deep.equal([])
    })
  })

  it('suggests for a lookup what its filter lets through, for the record as it is', async () => {
    const accountNames = async (values = {}) => {
      const lookup = { object: 'order_proposal__c', field: 'manufacturer__c', values }
      const suggestions = await suggestRecords(org.session, { objects: ['Account'], text: 'acme', lookup })
      return suggestions.map(({ name }) => name)
    }
    expect(await accountNames()).to.deep.equal([])
    const manufacturer = org.org.model.objects.get('account')?.recordTypes.get('manufacturer')?.id
    const [Id] = [...ids].find(([, name]) => name === 'Acme Metal Works') as [string, string]
    const change = { operation: 'update', object: 'Account', allOrNone: true } as const
    await write(org.session, { ...change, records: [{ Id, RecordTypeId: manufacturer }] }, noHooks)
    expect(await accountNames()).to.deep.equal(['Acme Metal Works'])
    const [orderId] = [...ids].find(([, name]) => name === 'order') as [string, string]
    const proposal = { order__c: orderId, manufacturer__c: Id, price__c: 5 }
    const insert = { operation: 'insert', object: 'order_proposal__c', allOrNone: true } as const
    await org.org.database.run({
      text: `UPDATE "${org.org.schema}"."order" SET status = 'AWAITING PROPOSALS' WHERE id = $1`,
      values: [orderId],
    })
    const [made] = await write(org.session, { ...insert, records: [proposal] }, noHooks)
    expect(made?.errors).to.deep.equal([])
    const ofOrder = async (order: string) => {
      const lookup = { object: 'Order', field: 'proposal__c', values: { Id: order } }
      const asked = { objects: ['order_proposal__c'], text: 'OP-', lookup }
      return (await suggestRecords(org.session, asked)).map(({ id }) => id)
    }
    expect(await ofOrder(orderId)).to.deep.equal([made?.id])
    expect(await ofOrder(`${orderId.slice(0, 10)}zzzzz`)).to.deep.equal([])
  })

  describe('as data', () => {
    const names = async (find: unknown, more: Partial<SearchCondition> = {}) => {
      const condition = { kind: 'search', find, among: 'ALL', missing: [], ...more } as SearchCondition
      const select = [{ kind: 'field', path: 'Name' }] as const
      const records = await readRecords(org.session, {
        from: 'Account',
        select,
        where: condition,
        scope: 'live',
      })
      return records.map(({ Name }) => Name)
    }
    const word = { type: 'string', text: 'umbrelka' }

    it('finds nothing by likeness where the database has no trigrams', async () => {
      const { trigrams = '' } = await searchState(org.org)
      expect(await names({ op: 'likeness', word }, { trigrams })).to.deep.equal(['Umbrella'])
      expect(await names({ op: 'likeness', word })).to.deep.equal([])
    })

    it('leaves out what is not indexed yet', async () => {
      const words = {
        op: 'words',
        words: { type: 'string', text: 'umbrella' },
        isPhrase: false,
        isPrefix: false,
      }
      const account = org.org.model.objects.get('account')
      const missing = account ? searchShape(account).indexes.map(({ name }) => name) : []
      expect(await names(words)).to.deep.equal(['Umbrella'])
      expect(await names(words, { missing })).to.deep.equal([])
    })

    it('is refused when it asks for nothing that there is', async () => {
      const error = await names({ op: 'constructor' }).catch((thrown: AtelierError) => thrown.code)
      expect(error).to.equal('MALFORMED_QUERY')
    })
  })

  it('takes a statement an object, and another where something else than the name may hold it', async () => {
    await found('FIND {acme} RETURNING Account')
    const { statements } = await org.countStatements(() => found('FIND {acme} RETURNING Account'))
    expect(statements).to.have.length(2)
  })
})
