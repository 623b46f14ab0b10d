import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'chai'
import { build } from '../../scripts/build.mjs'

const FILES = {
  'package.json': '{ "type": "module" }',
  'server/main.ts': `import { names } from './registry.ts'\nexport const total: number = names.length * 2\nexport { names }\n`,
  'server/registry.ts': `import { readdir } from 'node:fs/promises'
    const files = await readdir(new URL('./types/', import.meta.url))
    const members = await Promise.all(files.map(file => import(\`./types/\${file.slice(0, -3)}.ts\`)))
    export const names: readonly string[] = members.map(member => member.default)
    export const places = [import.meta.dirname, import.meta.filename]\n`,
  'server/types/a.ts': `import data from '../data.json' with { type: 'json' }\nexport default data.name as string\n`,
  'server/types/b.ts': `export default 'B'\n`,
  'server/places.ts': `export { places } from './registry.ts'\n`,
  'server/data.json': '{ "name": "A" }',
}
const ENTRIES = { server: 'server/main.ts', places: 'server/places.ts' }

describe('the bundles', () => {
  let root: string
  let imports = 0
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'atelier-build-'))
    for (const [path, text] of Object.entries(FILES)) await write(path, text)
  })
  afterEach(() => rm(root, { recursive: true, force: true }))

  const write = async (path: string, text: string): Promise<void> => {
    const file = join(root, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }
  const buildAll = (): Promise<string> => build(root, ENTRIES, ['package.json', 'server'])
  const importBundle = async (name: string): Promise<Readonly<Record<string, unknown>>> => {
    const { href } = pathToFileURL(join(await buildAll(), `${name}.js`))
    return import(`${href}?${++imports}`)
  }

  it('hold what is imported by name, also from a folder', async () => {
    expect(await importBundle('server')).to.include({ total: 4 })
  })

  it('leave every module its place, so that it finds what lies beside it', async () => {
    const { places } = await importBundle('places')
    expect(places).to.deep.equal([join(root, 'server'), join(root, 'server', 'registry.ts')])
  })

  it('are not made again when nothing has changed', async () => {
    const file = join(await buildAll(), 'server.js')
    const before = await stat(file)
    await buildAll()
    expect((await stat(file)).ctimeMs).to.equal(before.ctimeMs)
  })

  const changes = [
    {
      when: 'a module is written anew',
      path: 'server/types/b.ts',
      text: `export default 'C'\n`,
      then: ['A', 'C'],
    },
    {
      when: 'a module is new',
      path: 'server/types/c.ts',
      text: `export default 'C'\n`,
      then: ['A', 'B', 'C'],
    },
    {
      when: 'another file is written anew',
      path: 'server/data.json',
      text: '{ "name": "Z" }',
      then: ['Z', 'B'],
    },
  ]
  for (const { when, path, text, then } of changes) {
    it(`follow when ${when}`, async () => {
      await importBundle('server')
      await write(path, text)
      expect((await importBundle('server')).names).to.deep.equal(then)
    })
  }

  it('are whole when several are made at once, and nothing else stays', async () => {
    const [folder] = (await Promise.all([buildAll(), buildAll(), buildAll()])) as [string, string, string]
    expect(await importBundle('server')).to.include({ total: 4 })
    expect(await readdir(dirname(folder))).to.deep.equal(['build'])
  })

  it('stay as they are when a source is wrong, which is told', async () => {
    await importBundle('server')
    await write('server/main.ts', 'export const = 1\n')
    const error = await buildAll().then(
      () => '',
      (reason: unknown) => String(reason),
    )
    expect(error).to.contain('server/main.ts:1:13')
    expect((await stat(join(root, '.atelier', 'build', 'server.js'))).size).to.be.greaterThan(0)
  })
})
