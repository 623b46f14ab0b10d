import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { openShop, type Shop, writeLines } from './shop-server.ts'

describe('atelier import refuses', () => {
  let shop: Shop
  let folder: string
  before(async () => {
    shop = await openShop()
    folder = await shop.makeFolder()
  })

  const file = (name: string, lines: readonly string[]): Promise<string> => writeLines(folder, name, lines)
  const count = async (pattern: string): Promise<number> =>
    (await shop.server.query(`SELECT Id FROM part__c WHERE code__c LIKE '${pattern}'`)).length
  const good = ['Code,Name', 'N-1,Nothing']
  const MAPPINGS: Readonly<Record<string, string>> = {
    broken: '{"columns": [\n  {"column": "Code" "field": null}\n]}',
    unknownKey: '{"columns": [\n  {"column": "Code", "feld": "code__c"}\n]}',
    unknownField:
      '{"columns": [\n  {"column": "Name", "field": "Name"},\n  {"column": "Code", "field": "cod__c"}\n]}',
    unknownColumn:
      '{"columns": [\n  {"column": "Name", "field": "Name"},\n  {"column": "Coda", "field": "code__c"}\n]}',
    formula: '{"columns": [\n  {"column": "Code", "field": "worth__c"}\n]}',
    otherObject: '{"object": "supplier__c", "columns": [{"column": "Code", "field": "code__c"}]}',
  }

  for (const [what, args, code, message] of [
    [
      'a file that is not there, with the nearest one',
      ['part.csv'],
      1,
      /There is no file .*part\.csv\.\n +Did you mean "parts\.csv"\?/,
    ],
    ['a folder, with what is in it', ['.'], 1, /is a folder: name the file in it\.\n +It has .*parts\.csv/],
    ['an empty file', ['empty.csv'], 1, /empty\.csv is empty\./],
    ['a file of blanks', ['blank.csv'], 1, /The file is empty\./],
    ['a file that is no text', ['picture.csv'], 1, /The file is not text/],
    ['a workbook that is none', ['picture.xlsx'], 1, /The file is no XLSX workbook/],
    ['a file without a header', ['headless.csv'], 1, /No row looks like a header for part__c/],
    ['no object', ['parts.csv', '--object', ''], 1, /There is no object ""\./],
    [
      'an unknown object, with the nearest one',
      ['parts.csv', '--object', 'prt__c'],
      1,
      /There is no object "prt__c"\.\n +Did you mean "part__c"\?/,
    ],
    [
      'an unknown rule, with the nearest one',
      ['parts.csv', '--skip-rule', 'Price_positiv'],
      1,
      /no validation rule "Price_positiv".*\n +Did you mean "Price_positive"\?/,
    ],
    [
      'an upsert by an unknown field',
      ['parts.csv', '--upsert', 'cod__c'],
      1,
      /part__c has no field "cod__c".*\n +Did you mean "code__c"\?/,
    ],
    [
      'an upsert by a field that is no key',
      ['parts.csv', '--upsert', 'price__c'],
      1,
      /part__c\.price__c is no external id.*code__c/,
    ],
    ['an unknown encoding', ['parts.csv', '--encoding', 'utf-9'], 1, /There is no encoding "utf-9"/],
    ['an unknown time zone', ['parts.csv', '--time-zone', 'Mars'], 1, /There is no time zone "Mars"/],
    [
      'a sheet of a CSV file',
      ['parts.csv', '--sheet', 'One'],
      1,
      /The file is CSV text, which has no sheets/,
    ],
    [
      'a header row that is no number',
      ['parts.csv', '--header-row', 'top'],
      2,
      /--header-row <number>.*number of a row/,
    ],
    [
      'an unknown option',
      ['parts.csv', '--dryrun'],
      2,
      /unknown option '--dryrun'\n\(Did you mean --dry-run\?\)/,
    ],
    [
      'a mapping that is not there',
      ['parts.csv', '--map', 'none.json'],
      1,
      /There is no mapping file none\.json\./,
    ],
    [
      'a mapping that is no JSON, with the place',
      ['parts.csv', '--map', 'broken'],
      1,
      /broken\.json:2:21 {2}A comma is expected here/,
    ],
    [
      'an unknown key of a mapping, with the nearest one',
      ['parts.csv', '--map', 'unknownKey'],
      1,
      /unknownKey\.json:2:22 {2}"feld" is not a key.*\n +Did you mean "field"\?/,
    ],
    [
      'an unknown field in a mapping, with the nearest one',
      ['parts.csv', '--map', 'unknownField'],
      1,
      /unknownField\.json:3:3 {2}part__c has no field "cod__c"\..*\n +Did you mean "code__c"\?/,
    ],
    [
      'an unknown column in a mapping, with the nearest one',
      ['parts.csv', '--map', 'unknownColumn'],
      1,
      /unknownColumn\.json:3:3 {2}The file has no column "Coda".*\n +Did you mean "Code"\?/,
    ],
    [
      'a mapping to a formula',
      ['parts.csv', '--map', 'formula'],
      1,
      /formula\.json:2:3 {2}part__c\.worth__c cannot be set/,
    ],
    [
      'a mapping for another object',
      ['parts.csv', '--map', 'otherObject'],
      1,
      /otherObject\.json:1:12 {2}The mapping is for supplier__c, not for part__c\./,
    ],
  ] as const) {
    it(what, async () => {
      await file('parts.csv', good)
      await file('headless.csv', ['1,2', '3,4'])
      await writeFile(join(folder, 'empty.csv'), '')
      await writeFile(join(folder, 'blank.csv'), '\n\n')
      for (const name of ['picture.csv', 'picture.xlsx'])
        await writeFile(join(folder, name), Buffer.alloc(600))
      for (const [name, text] of Object.entries(MAPPINGS)) await writeFile(join(folder, `${name}.json`), text)
      const [name, ...options] = args
      const withObject = options.includes('--object' as never) ? options : [...options, '--object', 'part__c']
      const placed = withObject.map(word => (word in MAPPINGS ? join(folder, `${word}.json`) : word))
      const ran = await shop.atelier('import', join(folder, name), ...placed)
      expect(ran.err).to.match(message)
      expect(ran.code).to.equal(code)
      expect(ran.err + ran.out).not.to.match(/\n +at /)
      expect(await count('N-%')).to.equal(0)
    })
  }

  it('a mapping whose columns the file has none of', async () => {
    const path = await file('other.csv', good)
    await writeFile(join(folder, 'm.json'), '{"columns": [{"column": "Kode", "field": "code__c"}]}')
    const { err } = await shop.atelier('import', path, '--object', 'part__c', '--map', join(folder, 'm.json'))
    expect(err).to.match(
      /m\.json:1:13 {2}No row has the columns of the mapping \(Kode\); the file begins with Code, Name\./,
    )
  })
})
