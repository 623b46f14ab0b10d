import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { openShop, type Shop, writeLines } from './shop-server.ts'

const HEADER = 'Part Code,Name,Price,In Stock,Arrives,Supplier,Worth,Colour'

describe('atelier import', () => {
  let shop: Shop
  let folder: string
  before(async () => {
    shop = await openShop()
    await shop.server.create('supplier__c', { Name: 'Forge', code__c: 'S-1' })
  })
  beforeEach(async () => {
    folder = await shop.makeFolder()
  })

  const file = (name: string, lines: readonly string[]): Promise<string> => writeLines(folder, name, lines)
  const parts = (pattern: string) =>
    shop.server.query(
      `SELECT Name, price__c, supplier__r.Name FROM part__c WHERE code__c LIKE '${pattern}' ORDER BY code__c`,
    )
  const count = async (pattern: string): Promise<number> => (await parts(pattern)).length
  const rejectedLines = async (name: string): Promise<readonly string[]> =>
    (await readFile(join(folder, name), 'utf8')).trimEnd().split('\r\n')

  describe('of a good file', () => {
    it('saves the rows, and says which column went where and why others did not', async () => {
      const path = await file('parts.csv', [
        HEADER,
        'A-1,Bolt,"1 200,50",7,,S-1,5,red',
        'A-2,Nut,3,,,Forge,,',
      ])
      const { code, out, err } = await shop.atelier('import', path, '--object', 'PART__C')
      expect([code, err]).to.deep.equal([0, ''])
      expect(out).to.match(/Part Code +code__c +by its name/)
      expect(out).to.match(/Supplier +supplier__c +by its name; record found by code__c, Name/)
      expect(out).to.match(/Worth +worth__c cannot be set by an import\./)
      expect(out).to.match(/Colour +part__c has no field of this name or label\./)
      expect(out).to.match(/rows +new +changed +skipped +rejected +saved before\n.*\n +2 +2 +0 +0 +0 +0/)
      expect((await parts('A-%')).map(part => [part.Name, part.price__c])).to.deep.equal([
        ['Bolt', 1200.5],
        ['Nut', 3],
      ])
    })

    it('keeps the mapping beside the file, one line a column, and goes by it the next time', async () => {
      const path = await file('kept.csv', ['Code,Name,Colour', 'B-1,Bolt,red'])
      await shop.atelier('import', path, '--object', 'part__c', '--dry-run')
      const mapping = join(folder, 'kept.part__c.map.json')
      const text = await readFile(mapping, 'utf8')
      expect(text).to.include('    { "column": "Colour", "field": null }\n')
      await writeFile(mapping, text.replace('"Colour", "field": null', '"Colour", "field": "note__c"'))
      const { out, code } = await shop.atelier('import', path, '--object', 'part__c')
      expect(code).to.equal(0)
      expect(out).to.match(/Colour +note__c +as mapped/)
      expect(await shop.server.query(`SELECT note__c FROM part__c WHERE code__c = 'B-1'`)).to.deep.equal([
        { note__c: 'red' },
      ])
    })

    it('keeps it also where it lacks the field by which records are found', async () => {
      const path = await file('lacking.csv', ['Article,Name', 'L-1,Bolt'])
      const upsert = ['import', path, '--object', 'part__c', '--upsert', 'code__c']
      const { code, out, err } = await shop.atelier(...upsert)
      expect(code).to.equal(1)
      expect(out).to.match(/Article +part__c has no field of this name or label\./)
      expect(err).to.match(/No column is mapped to code__c.*\n +Write into the mapping which one it is/)
      const mapping = join(folder, 'lacking.part__c.map.json')
      const text = await readFile(mapping, 'utf8')
      await writeFile(mapping, text.replace('"Article", "field": null', '"Article", "field": "code__c"'))
      expect((await shop.atelier(...upsert)).code).to.equal(0)
      expect(await count('L-%')).to.equal(1)
    })

    it('adds nothing the second time, not even with a corrected mapping, unless told to', async () => {
      const path = await file('again.csv', ['Name,In Stock', 'Twice,1', 'Thrice,2'])
      const run = async (...more: readonly string[]): Promise<string> =>
        (await shop.atelier('import', path, '--object', 'part__c', ...more)).out
      const stored = () => shop.server.query(`SELECT Id FROM part__c WHERE Name IN ('Twice', 'Thrice')`)
      await run()
      expect(await run()).to.match(
        /\n +2 +0 +0 +0 +0 +2\n2 rows of this very file were saved before: only --again/,
      )
      await writeFile(
        join(folder, 'again.part__c.map.json'),
        '{"columns":[{"column":"Name","field":"Name"}]}',
      )
      expect(await run()).to.match(/In Stock +The mapping does not name it\./)
      expect(await stored()).to.have.length(2)
      await run('--again')
      expect(await stored()).to.have.length(4)
    })

    it('goes by the mapping of a very wide file, too', async () => {
      const headers = Array.from({ length: 3000 }, (_, column) => `Something that nobody needs ${column}`)
      const path = await file('wide.csv', [`Name,${headers.join()}`, `Wide,${headers.map(() => 'x').join()}`])
      expect((await shop.atelier('import', path, '--object', 'part__c')).code).to.equal(0)
      const { code, out, err } = await shop.atelier('import', path, '--object', 'part__c')
      expect([code, err]).to.deep.equal([0, ''])
      expect(out).to.match(/\n +1 +0 +0 +0 +0 +1\n1 row of this very file was saved before/)
    })

    it('changes stored records with --upsert, and changes nothing in a dry run', async () => {
      const path = await file('upsert.csv', ['Code,Name,Price', 'C-1,Screw,1', 'C-2,Washer,2'])
      await shop.atelier('import', path, '--object', 'part__c')
      const changed = await file('changed.csv', ['Code,Name,Price', 'C-1,Screw,9', 'C-3,Rivet,3'])
      const upsert = ['import', changed, '--object', 'part__c', '--upsert', 'code__c']
      const dry = await shop.atelier(...upsert, '--dry-run')
      expect(dry.out).to.match(/Dry run: nothing was saved[\s\S]*\n +2 +1 +1 +0 +0 +0/)
      expect(await count('C-%')).to.equal(2)
      await shop.atelier(...upsert)
      await shop.atelier(...upsert)
      expect((await parts('C-%')).map(part => part.price__c)).to.deep.equal([9, 2, 3])
    })

    it('takes other encodings, a header further down and times of another zone', async () => {
      const path = join(folder, 'odd.csv')
      const text = 'Our parts;;\r\nCode;Name;Arrives\r\nD-1;Größe;02.03.2025 12:00\r\n'
      await writeFile(path, Buffer.from(text, 'latin1'))
      const options = ['--encoding', 'latin1', '--header-row', '2', '--time-zone', 'Europe/Berlin']
      const { code, out } = await shop.atelier('import', path, '--object', 'part__c', ...options)
      expect(code, out).to.equal(0)
      expect(
        await shop.server.query(`SELECT Name, arrives__c FROM part__c WHERE code__c = 'D-1'`),
      ).to.deep.equal([{ Name: 'Größe', arrives__c: '2025-03-02T11:00:00.000+0000' }])
    })

    it('leaves a validation rule out that is named, and blank rows and totals anyway', async () => {
      const path = await file('rule.csv', ['Code,Name,Price', 'E-1,Refund,-5', ',,', 'Total,,-5'])
      expect((await shop.atelier('import', path, '--object', 'part__c')).code).to.equal(1)
      const options = ['--object', 'part__c', '--skip-rule', 'Price_positive']
      const { code, out } = await shop.atelier('import', path, ...options)
      expect(code).to.equal(0)
      expect(out).to.match(/\n +3 +1 +0 +2 +0 +0\n/)
      expect(out).to.match(/Skipped rows[\s\S]*4 +A total, not a record: "Total"\./)
    })
  })

  describe('of a file with wrong rows', () => {
    const ROWS = [
      HEADER,
      'F-1,Good,1,1,,,,',
      'F-2,"Dear, ""dear""",cheap,1,,,,',
      'F-3,Nobody’s,1,1,,S-9,,',
      'F-4,=1+1,-1,1,,,,',
      'F-5,Long,1,1,,,,,over,flow',
    ]

    it('saves the others, shows each with its reason, and exits with 1', async () => {
      const path = await file('wrong.csv', ROWS)
      const { code, out, err } = await shop.atelier('import', path, '--object', 'part__c')
      expect(code).to.equal(1)
      expect(out).to.match(/\n +5 +1 +0 +0 +4 +0\n/)
      expect(out).to.match(/3 +Price +cheap +Price: "cheap" is not a number\. Write it like/)
      expect(out).to.match(
        /4 +Supplier +S-9 +Supplier: there is no Supplier whose Supplier Code or Name is "S-9"/,
      )
      expect(out).to.match(/5 +Price +-1 +A price is not below 0\./)
      expect(err).to.include('4 rows were rejected: ')
      expect(await count('F-%')).to.equal(1)
    })

    it('writes them in their order with all their cells, and takes the file back when it is corrected', async () => {
      const path = await file(
        'mend.csv',
        ROWS.map(row => row.replace('F-', 'G-')),
      )
      const { err } = await shop.atelier('import', path, '--object', 'part__c', '--time-zone', 'Asia/Tokyo')
      const [header, ...rows] = await rejectedLines('mend.part__c.rejected.csv')
      expect(header).to.equal(
        `\ufeffRejected row,Rejected column,Rejected value,Why rejected,What to do,${HEADER}`,
      )
      expect(rows.map(row => row.split(',', 2).join())).to.deep.equal([
        '3,Price',
        '4,Supplier',
        '5,Price',
        '6,',
      ])
      expect(rows[0]).to.match(/,G-2,"Dear, ""dear""",cheap,1,,,,$/)
      expect(rows[2]).to.match(/,G-4,'=1\+1,-1,1,,,,$/)
      expect(rows[3]).to.match(/,G-5,Long,1,1,,,,,over,flow$/)
      expect(err).to.match(
        /npx atelier import \S*mend\.part__c\.rejected\.csv --object part__c --time-zone Asia\/Tokyo/,
      )

      const corrected = join(folder, 'mend.part__c.rejected.csv')
      const text = await readFile(corrected, 'utf8')
      await writeFile(
        corrected,
        text.replace('cheap,1', '2,1').replace('S-9,,', 'S-1,,').replace(',-1,1', ',4,1'),
      )
      const second = await shop.atelier('import', corrected, '--object', 'part__c')
      expect(second.code).to.equal(1)
      expect(second.out).to.match(/\n +4 +3 +0 +0 +1 +0\n/)
      expect((await parts('G-%')).map(part => part.Name)).to.deep.equal([
        'Good',
        'Dear, "dear"',
        'Nobody’s',
        '=1+1',
      ])
      // The reasons of the first time are gone, and the person's file is still there.
      const [again] = await rejectedLines('mend.part__c.rejected-2.csv')
      expect(again).to.equal(header)
      expect((await readFile(corrected, 'utf8')).includes('cheap,1')).to.equal(false)
    })

    it('shows the first of many, and for which columns they were rejected', async () => {
      const rows = Array.from({ length: 12 }, (_, row) => `M-${row},Bolt,${row ? 'dear' : '-1'},${row}`)
      const path = await file('many.csv', ['Code,Name,Price,In Stock', ...rows, 'M-99,Bolt,1,many'])
      const { out } = await shop.atelier('import', path, '--object', 'part__c')
      expect(out).to.match(/Rejected rows \(the first 10\)\n[\s\S]*\n +2 +Price[\s\S]*\n +11 +Price/)
      expect(out).to.match(/column +rows rejected for it\n.*\nPrice +12\nIn Stock +1\n$/)
    })

    it('shows nothing that would steer the terminal', async () => {
      const path = await file('evil.csv', ['Code,Name,Price', 'N-1,\u001b[2JEvil,\u001b]0;title\u0007'])
      const { out, err } = await shop.atelier('import', path, '--object', 'part__c')
      expect(out).to.match(/2 +Price +\]0;title/)
      expect(out + err).not.to.include('\u001b')
    })

    it('makes no second file that says the same, and none at all when nothing is rejected', async () => {
      const path = await file('same.csv', ['Code,Price', 'H-1,dear'])
      await shop.atelier('import', path, '--object', 'part__c', '--dry-run')
      await shop.atelier('import', path, '--object', 'part__c')
      await file('fine.csv', ['Code,Name', 'H-2,Fine'])
      await shop.atelier('import', join(folder, 'fine.csv'), '--object', 'part__c')
      expect((await readdir(folder)).sort()).to.deep.equal([
        'fine.csv',
        'fine.part__c.map.json',
        'same.csv',
        'same.part__c.map.json',
        'same.part__c.rejected.csv',
      ])
    })

    it('finds the header of rejected rows by itself, wherever the mapping of their original has it', async () => {
      const path = await file('low.csv', ['Parts of the year', '', 'Code,Name,Price', 'I-1,Pin,dear'])
      await shop.atelier('import', path, '--object', 'part__c', '--header-row', '3')
      const mapping = join(folder, 'low.part__c.map.json')
      await writeFile(
        mapping,
        (await readFile(mapping, 'utf8')).replace('"columns"', '"headerRow": 3,\n  "columns"'),
      )
      const rejected = join(folder, 'low.part__c.rejected.csv')
      await writeFile(rejected, (await readFile(rejected, 'utf8')).replace('I-1,Pin,dear', 'I-1,Pin,3'))
      expect((await shop.atelier('import', rejected, '--object', 'part__c')).code).to.equal(0)
      expect(await count('I-%')).to.equal(1)
    })
  })
})
