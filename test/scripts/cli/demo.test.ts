import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { startTestServer, type TestServer } from '../../support/test-server.ts'
import { type Ran, runAtelier } from './run-atelier.ts'

/** Real tenders, which are not part of the project. */
const TENDERS = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data', 'tenders')

describe('atelier demo', function () {
  this.timeout(60_000)
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server.close())

  const demo = (...args: readonly string[]): Promise<Ran> =>
    runAtelier(['demo', ...args], {
      ATELIER_DATA_DIR: server.dataDir,
      ATELIER_METADATA_DIR: server.metadataDir,
    })
  const section = (out: string, title: string): string =>
    out.split(/\n\n/).find(part => part.startsWith(title)) ?? `no "${title}" in ${out}`
  /** The cells of a table, without its head. */
  const cells = (part: string): readonly (readonly string[])[] =>
    part
      .split('\n')
      .slice(3)
      .map(line => line.trim().split(/ {2,}/))
  const countOf = async (object: string, filter: string): Promise<unknown> =>
    (await server.query(`SELECT COUNT(Id) n FROM ${object} WHERE ${filter}`))[0]?.n

  describe('with the small set', () => {
    let first: Ran
    before(async () => {
      first = await demo()
    })

    it('loads it, and rejects the rows that show how', () => {
      expect(first.code, first.err).to.equal(0)
      expect(cells(section(first.out, 'What was loaded')).slice(0, 3)).to.deep.equal([
        ['accounts.csv', '11', '10', '0', '1', '0'],
        ['orders.csv', '16', '12', '0', '2', '2'],
        ['order_proposals.csv', '23', '18', '0', '2', '3'],
      ])
      expect(cells(section(first.out, 'Rejected rows')).map(row => row.slice(0, 2))).to.deep.equal([
        ['orders.csv', '17'],
        ['orders.csv', '18'],
        ['order_proposals.csv', '19'],
        ['order_proposals.csv', '22'],
        ['order_proposals.csv', '23'],
      ])
    })

    it('loads what came once manufacturers were selected', async () => {
      expect(cells(section(first.out, 'What was loaded')).slice(3, 5)).to.deep.equal([
        ['payments.csv', '6', '6', '0', '0', '0'],
        ['manufacturing_stages.csv', '7', '7', '0', '0', '0'],
      ])
      expect(
        await server.query(
          "SELECT paid_amount__c, open_stages__c FROM Order WHERE external_id__c = 'DEMO-01'",
        ),
      ).to.deep.equal([{ paid_amount__c: 400, open_stages__c: 3 }])
    })

    it('runs the selection, and shows orders by status before and after', () => {
      expect(cells(section(first.out, 'Orders by status')).slice(0, 5)).to.deep.equal([
        ['PENDING VALIDATION', '1', '1'],
        ['AWAITING PROPOSALS', '11', '2'],
        ['MANUFACTURER SELECTED', '0', '7'],
        ['CANCELLED NO PROPOSALS', '0', '2'],
        ['all', '12', '12'],
      ])
      expect(first.out).to.include("The job's log: 7 with a winner, 2 without proposals, 9 saved.")
      const decisions = cells(section(first.out, 'What became of each order'))
      expect(decisions[0]).to.deep.equal([
        'DEMO-01',
        'The lowest price wins',
        '1180.00 · 1200.50 · 1250.00',
        'MANUFACTURER SELECTED',
        'Kutaisi Sheet Metal, 1180.00 GEL',
      ])
      expect(decisions[1]?.at(-1)).to.equal('Rustavi Precision, 980.00 GEL')
    })

    it('gives the same again, and adds nothing', async () => {
      const second = await demo()
      expect(second.code).to.equal(0)
      for (const title of ['Rejected rows', 'Orders by status', 'What became of each order'])
        expect(section(second.out, title)).to.equal(section(first.out, title))
      expect(cells(section(second.out, 'What was loaded'))[1]).to.deep.equal([
        ...['orders.csv', '16', '0', '12', '2', '2'],
      ])
      expect(await countOf('Order', `external_id__c LIKE 'DEMO-%'`)).to.equal(12)
      expect(await countOf('payment__c', `external_id__c LIKE 'DEMO-%'`)).to.equal(6)
      expect(await countOf('manufacturing_stage__c', `external_id__c LIKE 'DEMO-%'`)).to.equal(7)
    })
  })

  describe('with the real tenders', () => {
    before(function () {
      if (!existsSync(join(TENDERS, 'orders.xlsx'))) this.skip()
    })

    it('rejects exactly the rows that had to be, and chooses as in reality where that is known', async () => {
      const { code, out, err } = await demo('--from', TENDERS)
      expect(code, err).to.equal(0)
      expect(out).to.match(/Exactly these (\d+) rows had to be rejected: there is no difference\./)
      expect(out).to.include('For 823 of 850 known awards (96.8 %) the choice is the real winner.')
      const statuses = cells(section(out, 'Orders by status'))
      expect(statuses).to.deep.include(['AWAITING PROPOSALS', '1885', '0'])
      expect(statuses).to.deep.include(['CANCELLED NO PROPOSALS', '0', '821'])
      expect(await countOf('Order', `external_id__c LIKE 'SPA%'`)).to.equal(1885)
    })
  })

  it('says what the folder lacks', async () => {
    const { code, err } = await demo('--from', join(TENDERS, 'none'))
    expect(code).to.equal(1)
    expect(err).to.match(/none lacks orders\.xlsx, alterations\.csv, truth\.csv\.\n$/)
  })
})
