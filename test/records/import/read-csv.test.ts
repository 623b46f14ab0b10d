import { Readable } from 'node:stream'
import { expect } from 'chai'
import { stringify } from 'csv-stringify/sync'
import fc from 'fast-check'
import { createSplitter, type findSeparator } from '../../../server/records/import/csv-splitter.ts'
import { openSheet } from '../../../server/records/import/open-sheet.ts'
import { spool } from '../../../server/records/import/spool.ts'
import { errorOf } from '../sheet-org.ts'

type Rows = readonly (readonly unknown[])[]

async function read(bytes: Uint8Array, encoding?: string): Promise<Rows> {
  const file = await spool(Readable.from([bytes]))
  try {
    const sheet = await openSheet(file, { object: 'x', fileName: 'x.csv', ...(encoding && { encoding }) })
    const rows: (readonly unknown[])[] = []
    for await (const portion of sheet.portions) rows.push(...portion.rows.map(({ cells }) => cells))
    return rows
  } finally {
    await file.remove()
  }
}

const TEXT = 'Name,Town\nÄpfel,Köln\n'
const WORDS = [
  ['Name', 'Town'],
  ['Äpfel', 'Köln'],
]
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le')
const latin = (text: string): Buffer => Buffer.from(text, 'latin1')
/** In windows-1251 and KOI8, Cyrillic has the upper half of the bytes. */
const cyrillic = (text: string): Buffer =>
  Buffer.from([...text].map(letter => (letter >= 'а' ? letter.charCodeAt(0) - 0x350 : letter.charCodeAt(0))))

describe('a CSV file', () => {
  const encodings: readonly (readonly [string, Buffer, Rows, string?])[] = [
    ['UTF-8', Buffer.from(TEXT), WORDS],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${TEXT}`), WORDS],
    ['UTF-16 with a mark', utf16(`\ufeff${TEXT}`), WORDS],
    ['UTF-16, the higher byte first, with a mark', utf16(`\ufeff${TEXT}`).swap16(), WORDS],
    ['UTF-16 without a mark', utf16(TEXT), WORDS],
    [
      'UTF-16 of other letters, named',
      utf16('ბ,გ\nდ,ე\n'),
      [
        ['ბ', 'გ'],
        ['დ', 'ე'],
      ],
      'utf-16le',
    ],
    ['windows-1252', latin(TEXT), WORDS],
    ['windows-1252 with its own signs', Buffer.from('Price\n\x80 5\n', 'latin1'), [['Price'], ['€ 5']]],
    [
      'windows-1251, named',
      cyrillic('имя,город\nжук,рига\n'),
      [
        ['имя', 'город'],
        ['жук', 'рига'],
      ],
      'windows-1251',
    ],
    ['UTF-8, named', Buffer.from(TEXT), WORDS, 'UTF8'],
  ]
  for (const [what, bytes, rows, encoding] of encodings) {
    it(`is read: ${what}`, async () => expect(await read(bytes, encoding)).to.deep.equal(rows))
  }

  const refused: readonly (readonly [string, Buffer, RegExp, string?])[] = [
    ['bytes that are no text', Buffer.from([1, 2, 0, 3, 0, 0, 255]), /not text/],
    [
      'letters of an encoding that cannot be told',
      cyrillic('имя,город\nжук,рига\n'),
      /--encoding windows-1251/,
    ],
    ['an encoding that there is not', Buffer.from(TEXT), /no encoding "latin-17"/, 'latin-17'],
    ['an encoding that it is not in', latin(TEXT), /not utf-8/i, 'utf-8'],
    ['UTF-16 that is cut in two', utf16(TEXT).subarray(0, 21), /not utf-16le/i, 'utf-16le'],
    ['a quote that is never closed', Buffer.from('a,b\n1,2\n3,"4\n5,6\n'), /Row 3: a quote/],
    ['an empty file', Buffer.alloc(0), /empty/],
  ]
  for (const [what, bytes, words, encoding] of refused) {
    it(`is refused: ${what}`, async () => {
      const error = await errorOf(read(bytes, encoding))
      expect(error).to.include({ code: 'INVALID_INPUT' })
      expect(error.message).to.match(words)
    })
  }

  const texts: readonly (readonly [string, string, Rows])[] = [
    [
      'semicolons, commas in the numbers',
      'a;b;c\n1,5;2,5;3,5\n4,5;5,5;6,5\n',
      [
        ['a', 'b', 'c'],
        ['1,5', '2,5', '3,5'],
        ['4,5', '5,5', '6,5'],
      ],
    ],
    [
      'tabs',
      'a\tb\n1, 2\t3\n',
      [
        ['a', 'b'],
        ['1, 2', '3'],
      ],
    ],
    [
      'bars',
      'a|b\n1|2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['a separator that is named', 'sep=;\r\na,b;c\r\n', [['a,b', 'c']]],
    [
      'separators of others in quotes',
      'a,b\n"1;2;3","4;5;6"\n',
      [
        ['a', 'b'],
        ['1;2;3', '4;5;6'],
      ],
    ],
    ['one column', 'a\n1\n2\n', [['a'], ['1'], ['2']]],
    [
      'quotes over lines',
      'a,b\n"one\ntwo","three\r\nfour"\n',
      [
        ['a', 'b'],
        ['one\ntwo', 'three\r\nfour'],
      ],
    ],
    [
      'quotes in quotes',
      'a,b\n"say ""hi""",""\n',
      [
        ['a', 'b'],
        ['say "hi"', ''],
      ],
    ],
    [
      'quotes that are letters',
      'a,b\n5" pipe,LLC "Alpha"\n',
      [
        ['a', 'b'],
        ['5" pipe', 'LLC "Alpha"'],
      ],
    ],
    [
      'quotes that nobody doubled',
      'a,b\n"LLC "Alpha" Group",2\n',
      [
        ['a', 'b'],
        ['LLC "Alpha" Group', '2'],
      ],
    ],
    [
      'a quoted cell at the end of the file',
      'a,b\n1,"2"',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'no line end at the end',
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['line ends of Windows', 'a,b\r\n1,"2"\r\n\r\n3,4\r\n', [['a', 'b'], ['1', '2'], [''], ['3', '4']]],
    [
      'line ends of old Macs',
      'a,b\r1,2\r',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['rows of other lengths', 'a,b\n1\n1,2,3\n', [['a', 'b'], ['1'], ['1', '2', '3']]],
    [
      'texts marked as such',
      `a,b\n'=1+1,'plain\n''-1,"'@x"\n`,
      [
        ['a', 'b'],
        ['=1+1', "'plain"],
        ["'-1", '@x'],
      ],
    ],
  ]
  for (const [what, text, rows] of texts) {
    it(`is split: ${what}`, async () => expect(await read(Buffer.from(text))).to.deep.equal(rows))
  }

  it('keeps letters that parts of the file cut in two', async () => {
    const rows = Array.from({ length: 40_000 }, (_, row) => [`row ${row}`, 'ბორბალი 🛞'])
    expect(await read(Buffer.from(stringify([['a', 'b'], ...rows])))).to.deep.equal([['a', 'b'], ...rows])
  })

  it('is split in the same way wherever it is cut', () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', 'b', ' ', '"', ',', ';', '\t', '\n', '\r\n', '🛞'),
      maxLength: 6,
    })
    const records = fc
      .integer({ min: 2, max: 5 })
      .chain(width =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
      )
    const delimiter = fc.constantFrom(',', ';', '\t', '|')
    const lineEnd = fc.constantFrom('\n', '\r\n')
    fc.assert(
      fc.property(records, delimiter, lineEnd, fc.array(fc.nat(100)), (rows, separator, newline, cuts) => {
        const text = stringify(rows, { delimiter: separator, record_delimiter: newline, quoted: true })
        const splitter = createSplitter(separator as ReturnType<typeof findSeparator>)
        const places = [0, ...cuts.filter(cut => cut < text.length).sort((a, b) => a - b), text.length]
        const found = places.slice(1).flatMap((end, index) => splitter.take(text.slice(places[index], end)))
        expect([...found, ...splitter.end()]).to.deep.equal(rows)
      }),
      { numRuns: 500 },
    )
  })
})
