import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { readSource } from '../../../server/metadata/source.ts'
import { openShop, type Shop } from './shop-server.ts'

const FIELD = 'acme/objects/part__c/fields/urgency__c.json'

describe('metadata on the command line', () => {
  let shop: Shop
  before(async () => {
    shop = await openShop()
  })
  afterEach(() => rm(join(shop.server.metadataDir, FIELD), { force: true }))

  const write = (text: string): Promise<void> => writeFile(join(shop.server.metadataDir, FIELD), text)
  const hasField = async (): Promise<boolean> =>
    (await shop.server.get('query?q=SELECT+urgency__c+FROM+part__c+LIMIT+1')).status === 200

  it('says that there is nothing to do', async () => {
    for (const args of [['deploy'], ['deploy', '--check'], ['diff']]) {
      const { code, out, err } = await shop.atelier(...args)
      expect([code, err]).to.deep.equal([0, ''])
      expect(out).to.match(/^Nothing to do: the org has these files \(version \d+\)\.\n$/)
    }
  })

  it('shows, checks, deploys and takes back a new field', async () => {
    await write('{"label": "Urgency", "type": "Text", "length": 20}')
    const added = /added +field +part__c\.urgency__c +acme\/objects\/part__c\/fields\/urgency__c\.json/
    const diff = await shop.atelier('diff')
    expect(diff.out)
      .to.match(/^A deploy of the files would change:/)
      .and.to.match(added)
    const check = await shop.atelier('deploy', '--check')
    expect(check.out)
      .to.match(added)
      .and.to.match(/ACCESS EXCLUSIVE/)
      .and.to.match(/Nothing was changed/)
    expect(await hasField()).to.equal(false)

    expect((await shop.atelier('deploy')).out)
      .to.match(added)
      .and.to.match(/Deployed as version \d+\.\n$/)
    expect(await hasField()).to.equal(true)

    const undoCheck = await shop.atelier('deploy', '--undo', '--check')
    expect(undoCheck.out)
      .to.match(/removed +field +part__c\.urgency__c/)
      .and.to.match(/Nothing was changed/)
    expect(await hasField()).to.equal(true)
    const undo = await shop.atelier('deploy', '--undo')
    expect(undo.out).to.match(/Your files still say what was taken back/)
    expect(await hasField()).to.equal(false)
  })

  for (const [what, text, message] of [
    [
      'an unknown key, with the nearest one',
      '{\n  "label": "Urgency",\n  "type": "Text",\n  "lenght": 20\n}',
      /urgency__c\.json:4:3 {2}"lenght" is not a key[\s\S]*Did you mean "length"\?/,
    ],
    [
      'broken JSON',
      '{\n  "label": "Urgency"\n  "type": "Text"\n}',
      /urgency__c\.json:3:3 {2}A comma is expected here/,
    ],
    [
      'an unknown field in a formula',
      '{"label": "Urgency", "type": "Text", "formula": "Nam"}',
      /urgency__c\.json:1:\d+ {2}.*Nam/,
    ],
  ] as const) {
    it(`refuses ${what}, and says where`, async () => {
      await write(text)
      for (const args of [['deploy'], ['deploy', '--check'], ['diff']]) {
        const { code, out, err } = await shop.atelier(...args)
        expect([code, out]).to.deep.equal([1, ''])
        expect(err).to.match(message)
        // The path is one that a terminal or an editor here can open.
        const path = /^(.*urgency__c\.json):\d+:\d+/m.exec(err)?.[1] as string
        expect((await stat(path)).isFile()).to.equal(true)
      }
      expect(await hasField()).to.equal(false)
    })
  }

  it('retrieves all files into a folder, and later only what differs', async () => {
    const folder = join(await shop.makeFolder(), 'copy')
    const first = await shop.atelier('retrieve', folder)
    expect(first.out).to.match(/has the (\d+) files of version \d+: \1 added, 0 changed\.\n$/)
    const changed = join(folder, 'acme/objects/part__c/fields/price__c.json')
    const other = join(folder, 'acme/objects/part__c/fields/mine__c.json')
    await writeFile(changed, '{}')
    await writeFile(other, '{}')
    const second = await shop.atelier('retrieve', folder)
    expect(second.out).to.include(`: 0 added, 1 changed.\n  changed ${changed}\n`)
    expect(second.out).to.include(
      `The org does not have these files. Deploy them, or delete them ("npx atelier retrieve --delete" does):\n  ${other}`,
    )
    const third = await shop.atelier('retrieve', '--delete', folder)
    expect(third.out).to.include(`Deleted, since the org does not have them:\n  ${other}\n`)
    const texts = async (root: string) => (await readSource(root)).map(({ path, text }) => [path, text])
    expect(await texts(folder)).to.deep.equal(await texts(shop.server.metadataDir))
  })

  it('does not retrieve into a file', async () => {
    const path = join(await shop.makeFolder(), 'file')
    await writeFile(path, 'mine')
    const { code, err } = await shop.atelier('retrieve', path)
    expect([code, err]).to.deep.equal([1, `${path}: it is there already, and is no folder.\n`])
    expect(await readFile(path, 'utf8')).to.equal('mine')
  })

  it('writes the types of hooks and the schemas of metadata files', async () => {
    const { code, out } = await shop.atelier('types')
    expect(code).to.equal(0)
    expect(out).to.match(/The types of hooks are in .*\.atelier\/types\/atelier\.\nThe schemas of \d+ kinds/)
    const folder = join(dirname(shop.server.metadataDir), '.atelier')
    expect(await readFile(join(folder, 'types/atelier/index.d.ts'), 'utf8')).to.include('part__c')
    expect(JSON.parse(await readFile(join(folder, 'schemas/field.json'), 'utf8'))).to.be.an('object')
  })
})
