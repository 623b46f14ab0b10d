import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { compileModel } from '../../server/metadata/compile.ts'
import { formatProblem } from '../../server/metadata/report-findings.ts'
import { readSource } from '../../server/metadata/source.ts'
import { writeSchemas } from '../../server/metadata/write-schemas.ts'
import { BASE } from './compile-files.ts'

const FIELD = 'base/objects/bid__c/fields/x__c.json'
const context = { version: 1, idOf: () => '', prefixOf: (name: string) => name.slice(0, 3) }

describe('Reading the metadata folder', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'metadata-'))
    for (const [path, content] of Object.entries(BASE)) await write(path, JSON.stringify(content))
  })
  afterEach(() => rm(folder, { recursive: true }))

  async function write(path: string, content: string | Buffer): Promise<void> {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }

  it('gives every file of every package, without records, notes and hidden files', async () => {
    await write('base/data/accounts.csv', 'Name\nA')
    await write('base/README.md', 'Notes')
    await write('base/.DS_Store', 'x')
    await write('.git/config', 'x')
    await write('tsconfig.json', '{}')
    const files = await readSource(folder)
    expect(files.map(({ path }) => path)).to.have.members(Object.keys(BASE))
    expect(files.every(file => file.package === 'base')).to.equal(true)
  })

  for (const [given, content, problem] of [
    [
      'a byte order mark',
      '\uFEFF{}',
      '1:1: The file starts with a byte order mark. Save the file as UTF-8 without a byte order mark. [source.encoding]',
    ],
    [
      'UTF-16',
      Buffer.from('\uFEFF{}', 'utf16le'),
      '1:1: The file is UTF-16. Save the file as UTF-8 without a byte order mark. [source.encoding]',
    ],
    [
      'Windows-1252',
      Buffer.concat([Buffer.from('{\n "label": "'), Buffer.from([0xfc]), Buffer.from('"}')]),
      '2:12: The file is not UTF-8 from here on. Save the file as UTF-8 without a byte order mark. [source.encoding]',
    ],
    [
      '10 MB',
      Buffer.alloc(10_000_000, ' '),
      '1:1: The file is 10.0 MB; a metadata file has at most 1 MB. Records belong in data/ and are imported. [source.too-large]',
    ],
  ] as const) {
    it(`given a file with ${given}, says so, together with other problems`, async () => {
      await write(FIELD, content)
      await write('base/objects/bid__c/fields/y__c.json', '{')
      const { problems } = await compileModel(await readSource(folder), context)
      expect(problems.map(formatProblem)).to.deep.equal([
        `${FIELD}:${problem}`,
        'base/objects/bid__c/fields/y__c.json:1:2: A closing } is expected here. [json.syntax]',
      ])
    })
  }

  it('writes the schemas that are enforced, for editors', async () => {
    const written = await writeSchemas(join(folder, 'schemas'))
    expect(written.map(path => path.slice(folder.length + 9))).to.include.members([
      'field.json',
      'object.json',
      'validation-rule.json',
    ])
  })
})
