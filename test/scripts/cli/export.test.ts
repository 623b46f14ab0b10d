import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { serveBroken } from './broken-server.ts'
import { runAtelier } from './run-atelier.ts'
import { openShop, type Shop } from './shop-server.ts'

describe('atelier export', () => {
  let shop: Shop
  let folder: string
  before(async () => {
    shop = await openShop()
    folder = await shop.makeFolder()
    for (const [code, name] of [
      ['X-1', 'Hinge, left'],
      ['X-2', '=SUM(A1)'],
      ['X-3', 'Say "hi"'],
    ])
      await shop.server.create('part__c', { code__c: code, Name: name, price__c: 3, story__c: 'Two\nlines' })
  })

  const QUERY = `SELECT Name, price__c FROM part__c WHERE code__c LIKE 'X-%' ORDER BY code__c`

  for (const [what, args, lines] of [
    [
      'a query',
      ['--query', QUERY],
      ['Name,price__c', '"Hinge, left",3.00', "'=SUM(A1),3.00", '"Say ""hi""",3.00'],
    ],
    ['with labels', ['--query', QUERY, '--labels'], ['Name,Price']],
    ['a sum', ['--query', `SELECT COUNT(Id) n FROM part__c WHERE code__c LIKE 'X-%'`], ['n', '3']],
    ['nothing but the header', ['--query', `SELECT Id FROM part__c WHERE Name = 'No'`], ['Id']],
    [
      'the fields of an object',
      ['--object', 'PART__C', '--fields', 'code__c, supplier__r.Name'],
      ['code__c,supplier__r.Name'],
    ],
  ] as const) {
    it(`writes ${what} to the output, as programs read it`, async () => {
      const { code, out, err } = await shop.atelier('export', ...args)
      expect([code, err]).to.deep.equal([0, ''])
      expect(out.split('\r\n').slice(0, lines.length)).to.deep.equal(lines)
    })
  }

  it('writes all fields of all records to a file that spreadsheets read, and says how many', async () => {
    const path = join(folder, 'parts.csv')
    const { code, out, err } = await shop.atelier('export', '--object', 'part__c', '--to', path)
    expect([code, out]).to.deep.equal([0, ''])
    const [{ n }] = (await shop.server.query('SELECT COUNT(Id) n FROM part__c')) as [{ n: number }]
    expect(err).to.equal(`${n} records written to ${path}.\n`)
    expect(await readFile(path, 'utf8')).to.match(/^\ufeffId,.*code__c,.*worth__c/)
  })

  it('writes a workbook', async () => {
    const path = join(folder, 'parts.XLSX')
    expect((await shop.atelier('export', '--query', QUERY, '--to', path)).code).to.equal(0)
    expect((await readFile(path)).subarray(0, 2).toString()).to.equal('PK')
  })

  it('comes back by an import to the same records', async () => {
    const path = join(folder, 'back.csv')
    const query = `SELECT Id, code__c, Name, price__c FROM part__c WHERE code__c LIKE 'X-%'`
    await shop.atelier('export', '--query', query, '--to', path)
    const before = await shop.server.query(query)
    await writeFile(path, (await readFile(path, 'utf8')).replaceAll('3.00', '4.00'))
    const { out, code } = await shop.atelier('import', path, '--object', 'part__c', '--upsert', 'Id')
    expect(code, out).to.equal(0)
    expect(out).to.match(/\n +3 +0 +3 +0 +0 +0/)
    expect(await shop.server.query(query)).to.deep.equal(before.map(part => ({ ...part, price__c: 4 })))
  })

  for (const [what, args, code, message] of [
    ['neither an object nor a query', [], 2, /either --object Name or --query/],
    ['both', ['--object', 'part__c', '--query', QUERY], 2, /either --object Name or --query/],
    ['fields of a query', ['--query', QUERY, '--fields', 'Id'], 2, /--fields goes with --object/],
    [
      'an unknown object, with the nearest one',
      ['--object', 'prt__c'],
      1,
      /There is no object "prt__c"\.\n +Did you mean "part__c"\?/,
    ],
    [
      'an unknown object in a query',
      ['--query', 'SELECT Id FROM prt__c'],
      1,
      /\n +\^\n.*Row:1:Column:16\n.*not supported[\s\S]*Did you mean "part__c"\?/,
    ],
    [
      'an unknown field, with the nearest one',
      ['--object', 'part__c', '--fields', 'cod__c'],
      1,
      /No such column 'cod__c'[\s\S]*Did you mean "code__c"\?/,
    ],
    ['a query that is none', ['--query', 'DROP TABLE'], 1, /unexpected token/],
    [
      'child records',
      ['--query', 'SELECT Id, (SELECT Id FROM Contacts) FROM Account'],
      1,
      /A file has no place for child records/,
    ],
    [
      'another kind of file',
      ['--object', 'part__c', '--to', 'parts.pdf'],
      2,
      /--to takes a file that ends in \.csv or \.xlsx, not "parts\.pdf"/,
    ],
    ['a folder', ['--object', 'part__c', '--to', 'FOLDER/taken.csv'], 1, /taken\.csv is a folder/],
    [
      'a folder that is not there',
      ['--object', 'part__c', '--to', 'FOLDER/none/parts.csv'],
      1,
      /There is no folder .*none/,
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await mkdir(join(folder, 'taken.csv'), { recursive: true })
      const ran = await shop.atelier('export', ...args.map(word => word.replace('FOLDER', folder)))
      expect(ran.err).to.match(message)
      expect([ran.code, ran.out]).to.deep.equal([code, ''])
    })
  }

  it('leaves the file as it was when the transfer breaks off', async () => {
    const path = join(folder, 'half.csv')
    await writeFile(path, 'as it was')
    const broken = await serveBroken('Id\r\n001')
    try {
      const ran = await runAtelier(['export', '--query', QUERY, '--to', path], await broken.login(folder))
      expect(ran.err).to.include('half.csv is as it was: nothing was written.')
      expect(ran.code).to.equal(1)
      expect(await readFile(path, 'utf8')).to.equal('as it was')
      expect((await readdir(folder)).filter(name => name.includes('half'))).to.deep.equal(['half.csv'])
      const piped = await runAtelier(['export', '--query', QUERY], await broken.login(folder))
      expect([piped.code, piped.out]).to.deep.equal([1, 'Id\r\n001'])
      expect(piped.err).to.include('What was written is not all.')
    } finally {
      await broken.close()
    }
  })
})
