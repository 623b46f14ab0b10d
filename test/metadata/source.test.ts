import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { compileModel } from '../../server/metadata/compile.ts'
import { metadataTypes } from '../../server/metadata/registry.ts'
import { formatProblem } from '../../server/metadata/report-findings.ts'
import { readSource } from '../../server/metadata/source.ts'
import { writeSchemas } from '../../server/metadata/write-schemas.ts'
import { writeWhole } from '../../server/metadata/write-whole.ts'
import { BASE } from './compile-files.ts'

const FIELD = 'base/objects/bid__c/fields/x__c.json'
const context = { version: 1, idOf: () => '', prefixOf: (name: string) => name.slice(0, 3) }

/** Of editors and of merges. */
const LEFT_BEHIND = [
  'x__c.json~',
  '#x__c.json#',
  '.x__c.json.swp',
  'x__c.json.bak',
  'x__c.json.orig',
  'x__c.json.tmp',
  'x__c.json.tmp.1234',
  'x__c.json___jb_tmp___',
]

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
    for (const left of LEFT_BEHIND) await write(`base/objects/bid__c/fields/${left}`, '{')
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

  const problems = async () =>
    (await compileModel(await readSource(folder), context)).problems.map(formatProblem)

  it('follows links to files and to packages, and says what is wrong with others', async () => {
    const outside = join(folder, '.outside')
    await write('.outside/field.json', '{ "label": "X", "type": "Checkbox" }')
    await write('.outside/package/package.json', '{ "label": "More", "version": "1.0.0" }')
    const link = (target: string, path: string) => symlink(join(outside, target), join(folder, path))
    await link('field.json', FIELD)
    await link('package', 'more')
    expect((await readSource(folder)).map(({ path }) => path)).to.include.members([
      FIELD,
      'more/package.json',
    ])
    expect(await problems()).to.deep.equal([])
    await link('package', 'base/objects/linked__c')
    await link('gone.json', 'base/objects/bid__c/fields/gone__c.json')
    expect(await problems()).to.deep.equal([
      'base/objects/bid__c/fields/gone__c.json:1:1: The link leads to no file. [source.unreadable]',
      'base/objects/linked__c:1:1: Links to folders are not followed inside a package. Put the folder itself here, or link the whole package. [source.linked-folder]',
    ])
  })

  const strays: readonly (readonly [path: string, hint: string])[] = [
    ['base/objects/bid__c/field/a__c.json', 'Did you mean "fields"?'],
    ['base/objects/bid__c/Fields/a__c.json', 'Did you mean "fields"?'],
    ['base/object/bid__c/fields/a__c.json', 'Did you mean "objects"?'],
    ['base/objects/bid__c/objct.json', 'Did you mean "object.json"?'],
    ['base/objects/bid__c/fields/a__c.jsn', 'Expected here: {name}.json.'],
    ['base/objects/bid__c/fields/more/a__c.json', 'Expected here: {name}.json.'],
    [
      'base/objects/bid__c/a__c.json',
      'Expected here: fields/, layouts/, list-views/, object.json, record-types/, validation-rules/.',
    ],
    ['base/objects/a__c.json', 'Expected here: {object}/.'],
    ['base/hooks/A.js', 'Expected here: {name}.ts.'],
    ['objects/bid__c/fields/a__c.json', 'The first folder is a package: base.'],
    ['bas/object/bid__c/fields/a__c.json', 'Did you mean "base"?'],
    ['a__c.json', 'The first folder is a package: base.'],
  ]
  for (const [path, hint] of strays) {
    it(`says where a stray file belongs: ${path}`, async () => {
      await write(path, '{}')
      expect(await problems()).to.deep.equal([
        `${path}:1:1: No metadata is expected in this place. ${hint} [source.unknown-file]`,
      ])
    })
  }

  it('has editors complete the files of every type by its schema', async () => {
    const text = await readFile(join(import.meta.dirname, '..', '..', '.vscode', 'settings.json'), 'utf8')
    expect((JSON.parse(text) as Record<string, unknown>)['json.schemas']).to.have.deep.members(
      metadataTypes
        .filter(type => type.schema)
        .map(type => ({
          fileMatch: [`/metadata/*/${type.path.replace(/\{\w+\}/g, '*')}`],
          url: `./.atelier/schemas/${type.name}.json`,
        })),
    )
  })

  it('writes what editors read whole, whoever else writes it', async () => {
    const file = join(folder, 'types.d.ts')
    const texts = Array.from({ length: 20 }, (_, n) => String(n).repeat(100_000))
    await Promise.all(texts.map(text => writeWhole(file, text)))
    expect(texts).to.include(await readFile(file, 'utf8'))
    expect((await readdir(folder)).filter(name => name.startsWith('types'))).to.deep.equal(['types.d.ts'])
  })

  it('writes the schemas that are enforced, for editors', async () => {
    const written = await writeSchemas(folder)
    expect(
      written.map(path => path.slice(join(folder, '.atelier', 'schemas').length + 1)),
    ).to.include.members(['field.json', 'object.json', 'validation-rule.json'])
  })
})
