import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'chai'
import { build } from '../../scripts/build.mjs'

describe('the copy of the sources', () => {
  let root: string
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'atelier-build-'))
    await write('package.json', '{ "type": "module" }')
    await write(
      'server/main.ts',
      `import { price } from './price.ts'\nexport const total: number = price * 2\n`,
    )
    await write(
      'server/price.ts',
      `import data from './data.json' with { type: 'json' }\nexport const price: number = data.price\n`,
    )
    await write('server/data.json', '{ "price": 4 }')
  })
  afterEach(() => rm(root, { recursive: true, force: true }))

  const write = async (path: string, text: string): Promise<void> => {
    const file = join(root, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }
  const buildAll = (): Promise<string> => build(root, ['package.json', 'server'])
  const timeOf = async (file: string): Promise<number> => (await stat(file)).ctimeMs

  it('is JavaScript that imports JavaScript, and keeps other files as they are', async () => {
    const copy = await buildAll()
    const { total } = (await import(pathToFileURL(join(copy, 'server/main.js')).href)) as { total: number }
    expect(total).to.equal(8)
  })

  it('is not touched where nothing has changed', async () => {
    const copy = await buildAll()
    const before = await timeOf(join(copy, 'server/main.js'))
    await buildAll()
    expect(await timeOf(join(copy, 'server/main.js'))).to.equal(before)
  })

  const changes = [
    {
      given: 'a module',
      path: 'server/price.ts',
      text: 'export const price = 5\n',
      shows: 'server/price.js',
      with: 'price = 5',
    },
    {
      given: 'another file',
      path: 'server/data.json',
      text: '{ "price": 6 }',
      shows: 'server/data.json',
      with: '6',
    },
  ]
  for (const { given, path, text, shows, with: wanted } of changes) {
    it(`follows when ${given} is written anew`, async () => {
      const copy = await buildAll()
      await write(path, text)
      await buildAll()
      expect(await readFile(join(copy, shows), 'utf8')).to.contain(wanted)
    })
  }

  it('loses what was removed', async () => {
    const copy = await buildAll()
    await rm(join(root, 'server/main.ts'))
    await buildAll()
    const left = await Promise.all(
      ['main.js', 'main.js.map', 'price.js'].map(name =>
        stat(join(copy, 'server', name)).then(
          () => true,
          () => false,
        ),
      ),
    )
    expect(left).to.deep.equal([false, false, true])
  })

  it('is whole when several start at once', async () => {
    const [copy] = (await Promise.all([buildAll(), buildAll(), buildAll()])) as [string, string, string]
    expect(await readFile(join(copy, 'server/main.js'), 'utf8')).to.contain('price * 2')
  })
})
