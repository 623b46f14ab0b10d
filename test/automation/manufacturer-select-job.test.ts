import { expect } from 'chai'
import { createHookRuntime, type HookRuntime } from '../../server/automation/hook-runtime.ts'
import { createJobScheduler, type JobScheduler } from '../../server/automation/jobs.ts'
import { recordsData } from '../../server/automation/records-data.ts'
import { parseQuery } from '../../server/records/query/parse.ts'
import { readRecords } from '../../server/records/read-records.ts'
import { write } from '../../server/records/write.ts'
import { createTestOrg, type TestOrg } from '../support/test-org.ts'

type Values = Readonly<Record<string, unknown>>

const SKIPPED = ['Tender_in_three_days', 'New_order_starts_as_draft']

describe('ManufacturerSelectJob', () => {
  let test: TestOrg
  let runtime: HookRuntime
  let scheduler: JobScheduler
  const accounts: Record<string, string> = {}

  before(async function () {
    this.timeout(60_000)
    test = await createTestOrg()
    runtime = createHookRuntime({ data: recordsData(() => runtime.port) })
    scheduler = createJobScheduler({ runtime, orgs: () => [test.org], sessionOf: async () => test.session })
    const types = await query('SELECT Id, DeveloperName FROM RecordType')
    const typeOf = (name: string): unknown => types.find(type => type.DeveloperName === name)?.Id
    for (const Name of ['Ada', 'Bob']) {
      accounts[Name] = await insert('Account', { Name, RecordTypeId: typeOf('Manufacturer') })
    }
    accounts.Buyer = await insert('Account', { Name: 'Buyer', RecordTypeId: typeOf('Hardware_Designer') })
  })
  after(async () => {
    runtime.close()
    await test.dispose()
  })

  const query = async (soql: string): Promise<readonly Record<string, unknown>[]> =>
    (await readRecords(test.session, parseQuery(soql))) as readonly Record<string, unknown>[]
  const insert = async (object: string, values: Values): Promise<string> => {
    const request = {
      object,
      operation: 'insert',
      records: [values],
      allOrNone: true,
      skipRules: object === 'Order' ? SKIPPED : [],
    } as const
    const [result] = await write(test.session, request, runtime.port)
    expect(result?.errors, object).to.deep.equal([])
    return result?.id as string
  }
  const order = (title__c: string, more: Values = {}): Promise<string> =>
    insert('Order', {
      title__c,
      AccountId: accounts.Buyer,
      Status: 'AWAITING PROPOSALS',
      EffectiveDate: '2026-01-05',
      ...more,
    })
  const bid = (
    order__c: string,
    name: string,
    price__c: string,
    submitted_at__c: string | null,
  ): Promise<string> =>
    insert('order_proposal__c', { order__c, manufacturer__c: accounts[name], price__c, submitted_at__c })

  it('takes the lowest price, the earliest of equal ones, and cancels what nobody bid for', async () => {
    const cheap = await order('cheap')
    await bid(cheap, 'Ada', '10.01', '2026-01-01T10:00:00Z')
    const cheapest = await bid(cheap, 'Bob', '10.00', '2026-01-02T10:00:00Z')
    const tie = await order('tie')
    await bid(tie, 'Ada', '100', '2026-01-02T10:00:00Z')
    const earlier = await bid(tie, 'Bob', '100.00', '2026-01-01T10:00:00Z')
    const created = await order('same moment')
    const first = await bid(created, 'Ada', '7', '2026-01-01T10:00:00Z')
    await bid(created, 'Bob', '7', '2026-01-01T10:00:00Z')
    await order('none')
    await order('running', { EffectiveDate: '2099-01-01' })
    await order('pending', { Status: 'PENDING VALIDATION' })

    const lines: string[] = []
    const result = await scheduler.runHook(test.session, 'ManufacturerSelectJob', {
      onLine: line => void lines.push(line.text),
    })
    expect(result).to.include({ state: 'done', error: null })
    expect(lines).to.deep.equal(['3 with a winner, 1 without proposals, 4 saved.'])
    const orders = await query(
      'SELECT title__c, Status, proposal__c, manufacturer__c, manufacturer_selected_date__c FROM Order ORDER BY title__c',
    )
    const today = todayInOrg(test)
    const won = (title: string, proposal: string, name: string): Values => ({
      title__c: title,
      Status: 'MANUFACTURER SELECTED',
      proposal__c: proposal,
      manufacturer__c: accounts[name],
      manufacturer_selected_date__c: today,
    })
    const left = (title: string, Status: string): Values => ({
      title__c: title,
      Status,
      proposal__c: null,
      manufacturer__c: null,
      manufacturer_selected_date__c: null,
    })
    expect(orders).to.deep.equal([
      won('cheap', cheapest, 'Bob'),
      left('none', 'CANCELLED NO PROPOSALS'),
      left('pending', 'PENDING VALIDATION'),
      left('running', 'AWAITING PROPOSALS'),
      won('same moment', first, 'Ada'),
      won('tie', earlier, 'Bob'),
    ])
  })

  it('does nothing when it runs again', async () => {
    const lines: string[] = []
    await scheduler.runHook(test.session, 'ManufacturerSelectJob', {
      onLine: line => void lines.push(line.text),
    })
    expect(lines).to.deep.equal(['0 with a winner, 0 without proposals, 0 saved.'])
  })

  it('logs what cannot be saved, and saves the rest', async () => {
    const broken = await order('broken')
    const proposal = await bid(broken, 'Ada', '5', null)
    await order('fine')
    // Its manufacturer is no manufacturer any more, so the lookup filter refuses it.
    await test.org.database.run({
      text: `UPDATE "${test.org.schema}"."account" SET recordtypeid = NULL WHERE id = $1`,
      values: [accounts.Ada],
    })
    const lines: string[] = []
    const result = await scheduler.runHook(test.session, 'ManufacturerSelectJob', {
      onLine: line => void lines.push(`${line.level} ${line.text}`),
    })
    expect(result.state).to.equal('done')
    expect(lines[0]).to.match(new RegExp(`^error ${broken}: `))
    expect(lines.at(-1)).to.equal('info 1 with a winner, 1 without proposals, 1 saved.')
    expect(await query(`SELECT Status FROM Order WHERE proposal__c = '${proposal}'`)).to.deep.equal([])
  })
})

function todayInOrg({ org }: TestOrg): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: org.timeZone, dateStyle: 'short' }).format(new Date())
}
