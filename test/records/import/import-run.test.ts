import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { stringify } from 'csv-stringify/sync'
import { fullAccess } from '../../../server/access/access.ts'
import { AtelierError } from '../../../server/kernel/errors.ts'
import { noHooks } from '../../../server/records/hooks.ts'
import { importFile } from '../../../server/records/import/import-file.ts'
import type { ImportEvent, ImportOptions } from '../../../server/records/import/import-options.ts'
import { hooksOf } from '../deal-org.ts'
import { collect, errorOf, lines, openSheetOrg, type SheetOrg } from '../sheet-org.ts'
import { makeWorkbook } from './workbook.ts'

const SALES = { object: 'sale__c' } as const
/** Rows that are saved together. */
const BATCH = 2000

/** A file of so many sales of two clients. */
function sales(count: number, amount = (row: number): unknown => row): string {
  const rows = Array.from(
    { length: count },
    (_, row) => `S${row},${row % 2 ? 'A-1' : 'Acme 2'},${amount(row)}`,
  )
  return lines(['Sale Number,Client,Amount', ...rows])
}

describe('an import', () => {
  let org: SheetOrg
  before(async () => {
    org = await openSheetOrg()
    await org.make('client__c', { Name: 'Acme 1', code__c: 'A-1' }, { Name: 'Acme 2', code__c: 'A-2' })
  })
  afterEach(() => org.empty('sale__c'))
  after(() => org.dispose())

  const stored = async (): Promise<number> => {
    const text = `SELECT count(*) FROM "${org.org.schema}".sale__c`
    return Number((await org.org.database.run({ text, values: [] })).rows[0]?.[0])
  }
  const start = (text: string, options: Partial<ImportOptions> = {}): AsyncIterable<ImportEvent> =>
    importFile(
      org.session,
      Readable.from([Buffer.from(text)]),
      { ...SALES, fileName: 'f.csv', ...options },
      noHooks,
    )

  describe('that runs again', () => {
    it('saves nothing twice', async () => {
      const file = sales(10)
      expect((await org.import(file, SALES)).counts).to.include({ created: 10, already: 0 })
      expect((await org.import(file, SALES)).counts).to.include({ read: 10, created: 0, already: 10 })
      expect(await stored()).to.equal(10)
    })

    it('does, when it is told to', async () => {
      const file = ['Amount', '1', '2']
      await org.import(file, SALES)
      expect((await org.import(file, { ...SALES, again: true })).counts).to.include({
        created: 2,
        already: 0,
      })
      expect(await stored()).to.equal(4)
    })

    it('tries the rejected rows anew', async () => {
      const file = sales(5, row => (row === 3 ? -1 : row))
      const first = await org.import(file, SALES)
      expect(first.rejected.map(({ row }) => row)).to.deep.equal([5])
      const again = await org.import(file, { ...SALES, skipRules: ['amount_positive'] })
      expect(again.counts).to.include({ created: 1, already: 4, rejected: 0 })
      expect(await stored()).to.equal(5)
    })

    it('goes on where it was broken off', async () => {
      const file = sales(3 * BATCH)
      for await (const event of start(file)) if (event.kind === 'progress') break
      const kept = await stored()
      expect(kept).to.be.within(BATCH, 2 * BATCH)
      expect((await collect(start(file))).counts).to.include({ created: 3 * BATCH - kept, already: kept })
      expect(await stored()).to.equal(3 * BATCH)
    })

    it('goes on from what was saved when a batch fails', async () => {
      const file = sales(3 * BATCH)
      const failing = hooksOf({
        'sale__c before insert': (_batch, time) => {
          if (time === 2) throw new AtelierError('SERVER_UNAVAILABLE', 'The database is gone.')
          return undefined
        },
      })
      const error = await errorOf(org.import(file, SALES, { hooks: failing }))
      expect(error.message).to.equal('The database is gone.')
      expect(await stored()).to.equal(BATCH)
      expect((await org.import(file, SALES)).counts).to.include({ created: 2 * BATCH, already: BATCH })
    })

    it('at the same time takes over, and no row is saved twice', async () => {
      const file = sales(4 * BATCH)
      const outcomes = await Promise.allSettled([
        collect(start(file)),
        collect(start(file)),
        collect(start(file)),
      ])
      const ended = outcomes.filter(outcome => outcome.status === 'fulfilled')
      const stopped = outcomes.filter(outcome => outcome.status === 'rejected')
      expect(ended).not.to.deep.equal([])
      for (const { reason } of stopped) {
        expect(reason).to.include({ code: 'UNABLE_TO_LOCK_ROW' })
        expect(reason.message).to.match(/Another import of the same file has begun/)
      }
      expect(await stored()).to.equal(4 * BATCH)
    })

    it('of corrected rows saves those, and leaves the columns with the reasons out', async () => {
      const { mapping, rejected } = await org.import(
        sales(3, row => (row === 1 ? 'much' : row)),
        SALES,
      )
      const header = [
        ...mapping.header,
        'Rejected row',
        'Rejected column',
        'Rejected value',
        'Why rejected',
        'What to do',
      ]
      const [row] = rejected
      const corrected = [
        ...(row?.cells ?? []).map(cell => cell.replace('much', '7')),
        row?.row,
        row?.column,
        row?.value,
        'why',
        row?.fix,
      ]
      const again = await org.import(stringify([header, corrected]), {
        ...SALES,
        mapping: mapping.mapping,
      })
      expect(again.counts).to.include({ created: 1, rejected: 0 })
      expect(await org.query("SELECT amount__c FROM sale__c WHERE number__c = 'S1'")).to.deep.equal([
        { amount__c: 7 },
      ])
    })
  })

  describe('that changes what is there', () => {
    it('finds records by the external id, whatever its case', async () => {
      await org.make('sale__c', { number__c: 'S1', amount__c: 1, note__c: 'kept' })
      const { counts } = await org.import(['Sale Number,Amount', 's1,5', 'S2,6'], {
        ...SALES,
        upsert: 'NUMBER__C',
      })
      expect(counts).to.include({ created: 1, updated: 1 })
      expect(await org.query('SELECT amount__c, note__c FROM sale__c ORDER BY amount__c')).to.deep.equal([
        { amount__c: 5, note__c: 'kept' },
        { amount__c: 6, note__c: null },
      ])
    })

    it('finds records by their ids', async () => {
      const [id] = await org.make('sale__c', { amount__c: 1 })
      const { counts } = await org.import(['Id,Amount', `${id},5`], { ...SALES, upsert: 'id' })
      expect(counts).to.include({ created: 0, updated: 1 })
    })

    const refused: readonly (readonly [
      what: string,
      file: readonly string[],
      upsert: string,
      words: RegExp,
    ])[] = [
      ['a field that is no external id', ['Amount,Note', '1,x'], 'note__c', /no external id.*number__c/],
      ['a field that is not there', ['Amount', '1'], 'nmber__c', /no field "nmber__c"/],
      ['a field without a column', ['Amount', '1'], 'number__c', /No column is mapped to number__c/],
    ]
    for (const [what, file, upsert, words] of refused) {
      it(`is refused for ${what}`, async () => {
        const error = await errorOf(org.import(file, { ...SALES, upsert }))
        expect(error).to.include({ code: 'INVALID_INPUT' })
        expect(error.message).to.match(words)
      })
    }

    it('rejects a row without the key', async () => {
      const { rejected } = await org.import(['Sale Number,Amount', ',5'], { ...SALES, upsert: 'number__c' })
      expect(rejected[0]?.why).to.equal('The row has no Sale Number, by which it is known.')
    })
  })

  describe('for the sake of trying', () => {
    const file = [
      'Sale Number,Client,Amount',
      'S1,A-1,1',
      'S2,Nobody,2',
      'S3,A-1,-3',
      'S4,A-1,x',
      'S1,A-1,1',
      'old,A-1,5',
    ]

    it('tells what would become of each row, and saves nothing', async () => {
      await org.make('sale__c', { number__c: 'OLD', amount__c: 1 })
      const tried = await org.import(file, { ...SALES, dryRun: true })
      expect(await stored()).to.equal(1)
      const { counts, rejected, skipped } = await org.import(file, SALES)
      expect(tried.counts).to.deep.equal(counts)
      expect(tried.counts).to.include({ read: 6, created: 1, rejected: 4, skipped: 1 })
      expect(tried.rejected).to.deep.equal(rejected)
      expect(tried.skipped).to.deep.equal(skipped)
    })

    it('goes on when a hook refuses a row', async () => {
      const hooks = hooksOf({
        'sale__c before insert': ({ new: records }) => {
          if (records?.some(record => record.number__c === 'S2'))
            throw new AtelierError('HOOK_FAILED', 'Not S2.')
          return undefined
        },
      })
      const rows = ['Sale Number,Amount', 'S1,1', 'S2,2', 'S3,3', 'S4,4']
      for (const dryRun of [true, false]) {
        const { rejected, counts } = await org.import(rows, { ...SALES, dryRun }, { hooks })
        expect(rejected.map(({ row, why }) => [row, why])).to.deep.equal([[3, 'Not S2.']])
        expect(counts.created).to.equal(3)
      }
      expect(await stored()).to.equal(3)
    })
  })

  describe('that leaves out validation rules', () => {
    const file = ['Amount', '-1', '-2']
    const skipRules = ['Amount_positive']
    const recorded = async () =>
      (
        await org.org.database.run({
          text: `SELECT object, rules, records, skipped_by FROM "${org.org.schema}"._rule_skip ORDER BY id DESC LIMIT 1`,
          values: [],
        })
      ).rows[0]

    it('is recorded', async () => {
      expect((await org.import(file, { ...SALES, skipRules })).counts).to.include({ created: 2, rejected: 0 })
      expect(await recorded()).to.deep.equal([
        'sale__c',
        '{Amount_positive}',
        '2',
        org.session.principal.userId,
      ])
    })

    const refused = [
      [
        'somebody who is no administrator',
        skipRules,
        false,
        'INSUFFICIENT_ACCESS_OR_READONLY',
        /Only an administrator/,
      ],
      [
        'a rule that is not there',
        ['Amount_positve'],
        true,
        'INVALID_INPUT',
        /no validation rule "Amount_positve"/,
      ],
    ] as const
    for (const [what, rules, maySkip, code, words] of refused) {
      it(`is refused for ${what}, before anything is read`, async () => {
        const session = { ...org.session, access: { ...fullAccess, may: () => maySkip } }
        const error = await errorOf(org.import(file, { ...SALES, skipRules: rules }, { session }))
        expect(error).to.include({ code })
        expect(error.message).to.match(words)
        expect(await stored()).to.equal(0)
      })
    }
  })

  it('takes as many statements for a batch of 2,000 rows as for one of ten', async () => {
    const count = async (rows: number): Promise<number> => {
      await org.empty('sale__c')
      // Ids and numbers of records are taken in blocks, now and then.
      const isOwn = (text: string): boolean => !/_record_number|nextval|setval/.test(text)
      const { statements } = await org.countStatements(() =>
        org.import(sales(rows), { ...SALES, again: true, upsert: 'number__c' }),
      )
      return statements.filter(isOwn).length
    }
    const few = await count(10)
    expect(await count(BATCH)).to.equal(few)
    const threeBatches = await count(3 * BATCH)
    expect(threeBatches - few).to.be.at.most(2 * few)
  })

  it('leaves no process behind when a workbook is refused or nobody waits for its end', async () => {
    const processes = (): number =>
      process.getActiveResourcesInfo().filter(resource => resource === 'ProcessWrap').length
    const before = processes()
    const rows = Array.from({ length: 20_000 }, (_, row) => [`S${row}`, row])
    const books = [
      makeWorkbook({ S: [['Colour', 'Size'], ...rows] }),
      makeWorkbook({ S: [['Sale Number', 'Amount'], ...rows] }),
    ]
    const [refused, left] = books.map(book =>
      importFile(org.session, Readable.from([book]), { ...SALES, fileName: 'b.xlsx' }, noHooks),
    )
    await errorOf(collect(refused as AsyncIterable<ImportEvent>))
    for await (const event of left as AsyncIterable<ImportEvent>) if (event.kind === 'progress') break
    for (let waited = 0; waited < 5_000 && processes() > before; waited += 20) await delay(20)
    expect(processes()).to.equal(before)
  })

  it('takes very many blank lines for an empty file', async () => {
    const error = await errorOf(org.import('\n'.repeat(300_000), SALES))
    expect(error).to.include({ code: 'INVALID_INPUT', message: 'The file is empty.' })
  })

  it('says which columns it looked for', async () => {
    const error = await errorOf(org.import(['Colour,Size', 'red,XL'], SALES))
    expect(error.message).to.match(/No row looks like a header for sale__c: none of Colour, Size/)
    expect(await org.query('SELECT Id FROM sale__c')).to.deep.equal([])
  })
})
