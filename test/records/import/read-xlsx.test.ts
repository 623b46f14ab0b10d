import { Readable } from 'node:stream'
import { expect } from 'chai'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import type { CellInput } from '../../../server/fields/field-type.ts'
import type { ImportOptions } from '../../../server/records/import/import-options.ts'
import { openSheet } from '../../../server/records/import/open-sheet.ts'
import { spool } from '../../../server/records/import/spool.ts'
import { errorOf } from '../sheet-org.ts'
import { type CellSource, makeWorkbook } from './workbook.ts'

interface Read {
  readonly name: string | undefined
  /** Cells by the number of their row. */
  readonly rows: ReadonlyMap<number, readonly CellInput[]>
}

async function read(bytes: Uint8Array, options: Partial<ImportOptions> = {}): Promise<Read> {
  const file = await spool(Readable.from([bytes]))
  try {
    const sheet = await openSheet(file, { object: 'x', fileName: 'book.xlsx', ...options })
    try {
      const rows = new Map<number, readonly CellInput[]>()
      for await (const portion of sheet.portions)
        for (const { number, cells } of portion.rows) rows.set(number, cells)
      return { name: sheet.name, rows }
    } finally {
      sheet.close()
    }
  } finally {
    await file.remove()
  }
}

describe('a workbook', () => {
  const two = { 'Orders &amp; more': [['a'], [1]], Proposals: [['b'], [2]] }

  it('gives the sheet that is named, whatever the case', async () => {
    for (const sheet of ['Proposals', 'PROPOSALS', ' proposals ']) {
      const { name, rows } = await read(makeWorkbook(two), { sheet })
      expect([name, ...rows.values()]).to.deep.equal(['Proposals', ['b'], [2]])
    }
    const mapping = { sheet: 'orders & more', columns: [] }
    expect((await read(makeWorkbook(two), { mapping })).name).to.equal('Orders & more')
  })

  it('gives the first sheet that is seen and holds something', async () => {
    const sheets = { Lists: [['hidden']], Cover: [], Blank: [[null, null]], Data: [['x']], Later: [['y']] }
    const { name } = await read(makeWorkbook(sheets, { hidden: ['Lists'] }))
    expect(name).to.equal('Data')
  })

  it('keeps the numbers of its rows and columns: blank rows, a blank first column', async () => {
    const { rows } = await read(
      makeWorkbook({ S: '<row r="3"><c r="B3"><v>1</v></c></row><row r="5"><c r="C5"><v>2</v></c></row>' }),
    )
    expect(Object.fromEntries(rows)).to.deep.include({ 3: [null, 1, null], 5: [null, null, 2] })
    expect(Math.max(...rows.keys())).to.equal(5)
  })

  const cells: readonly (readonly [string, CellSource, CellInput])[] = [
    ['text', 'ბორბალი 🛞', 'ბორბალი 🛞'],
    ['a number', 1200.5, 1200.5],
    ['a checkbox', true, true],
    ['a date with its time', [40855.541666666664, 1], new Date('2011-11-08T13:00:00Z')],
    ['a date alone', [40855, 1], new Date('2011-11-08T00:00:00Z')],
    ['a date that is none', [1e12, 1], '########'],
    ['an ISO date', { keys: 't="d"', xml: '<v>2011-11-08T13:00:00</v>' }, new Date('2011-11-08T13:00:00Z')],
    ['a percentage', [0.125, 2], '12.5%'],
    ['a percentage in a format of its own', [-0.07, 3], '-7%'],
    ['a number with a percent sign that is a letter', [12, 4], 12],
    ['a percentage that is computed', { keys: 's="2"', xml: '<f>B1/C1</f><v>1.1</v>' }, '110%'],
    ['a number that is computed', { keys: '', xml: '<f>1+1</f><v>2</v>' }, 2],
    ['text that is computed', { keys: 't="str"', xml: '<f>B1&amp;C1</f><v>x &amp; y</v>' }, 'x & y'],
    ['what is not computed', { keys: 't="str"', xml: '<f>B1</f>' }, null],
    ['what is not available', { keys: 't="e"', xml: '<f>NA()</f><v>#N/A</v>' }, null],
    ['an error', { keys: 't="e"', xml: '<f>1/0</f><v>#DIV/0!</v>' }, '#DIV/0!'],
    ['rich text', { keys: 't="inlineStr"', xml: '<is><r><t>one </t></r><r><t>two</t></r></is>' }, 'one two'],
  ]
  describe('shows', () => {
    let shown: readonly (readonly CellInput[])[]
    before(async () => {
      const { rows } = await read(makeWorkbook({ S: cells.map(([, cell]) => [cell]) }))
      shown = [...rows.values()]
    })
    for (const [row, [what, , value]] of cells.entries()) {
      it(what, () => expect(shown[row]).to.deep.equal([value]))
    }
  })

  it('may have a prefix before every name, as some programs write it', async () => {
    const files = unzipSync(
      makeWorkbook({
        S: [
          ['Name', 'Share'],
          ['x', [0.125, 2]],
        ],
      }),
    )
    for (const [name, bytes] of Object.entries(files)) {
      const text = strFromU8(bytes)
        .replace(/<(\/?)(\w)/g, '<$1x:$2')
        .replace('xmlns=', 'xmlns:x=')
      if (!/rels|Types/.test(name)) files[name] = strToU8(text)
    }
    const { rows } = await read(zipSync(files))
    expect([...rows.values()]).to.deep.equal([
      ['Name', 'Share'],
      ['x', '12.5%'],
    ])
  })

  it('has the value of merged cells in the first of them', async () => {
    const xml =
      '<row r="1"><c r="A1" t="inlineStr"><is><t>both</t></is></c><c r="B1" s="2"/><c r="C1"><v>3</v></c></row>'
    const { rows } = await read(makeWorkbook({ S: xml }))
    expect(rows.get(1)).to.deep.equal(['both', null, 3])
  })

  const good = makeWorkbook(two)
  const overlong = '<row r="999999999"><c r="A999999999"><v>1</v></c></row>'
  const refusals: readonly (readonly [string, () => Uint8Array, RegExp, Partial<ImportOptions>?])[] = [
    [
      'a sheet that is not there',
      () => good,
      /no sheet "Order". It has: Orders & more, Proposals/,
      { sheet: 'Order' },
    ],
    ['no sheet with cells', () => makeWorkbook({ A: [], B: [] }), /The workbook is empty/],
    ['text with the name of a workbook', () => Buffer.from('a,b\n1,2\n'), /no XLSX workbook/],
    ['nothing at all', () => Buffer.alloc(0), /The file is empty/],
    [
      'an old or encrypted workbook',
      () => Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      /old or password-protected.*\.xlsx/,
    ],
    [
      'a workbook that is cut off',
      () => good.subarray(0, good.length - 300),
      /cannot be read: .*save it again/,
    ],
    ['a workbook with a damaged middle', () => damaged(good), /cannot be read/],
    ['an archive of something else', () => Buffer.from(zipSync({ 'a.txt': good })), /holds no workbook/],
    ['a workbook that unpacks to more than memory holds', () => claiming(600_000_000), /more than 512 MB/],
    ['a workbook that says less than it unpacks to', () => claiming(10), /cannot be read: it has no sheets/],
    [
      'rows without end',
      () => makeWorkbook({ S: overlong }),
      /a row 999999999, and a sheet ends with row 1048576/,
    ],
  ]
  for (const [what, bytes, words, options] of refusals) {
    it(`is refused: ${what}`, async () => {
      const error = await errorOf(read(bytes(), options))
      expect(error).to.include({ code: 'INVALID_INPUT' })
      expect(error.message).to.match(words)
    }).timeout(60_000)
  }

  it('of 10 MB is read in portions', async () => {
    const rows = Array.from({ length: 60_000 }, (_, row) => [`row ${row}`, row, 'x'.repeat(150)])
    const file = makeWorkbook({ S: rows }, { level: 0 })
    expect(file.length).to.be.greaterThan(10_000_000)
    const { rows: found } = await read(file)
    expect(found.size).to.equal(60_000)
    expect(found.get(60_000)).to.deep.equal(rows[59_999])
  }).timeout(60_000)
})

/** With other bytes in the middle of its first file. */
function damaged(file: Buffer): Buffer {
  const copy = Buffer.from(file)
  copy.fill(0xff, 200, 260)
  return copy
}

/** A small archive of 30 MB of blanks, that says of itself to be of another size. */
function claiming(size: number): Buffer {
  const blanks = new Uint8Array(30_000_000)
  const file = Buffer.from(zipSync({ 'xl/workbook.xml': blanks }, { level: 1 }))
  file.writeUInt32LE(size, file.indexOf('PK\x01\x02') + 24)
  return file
}
