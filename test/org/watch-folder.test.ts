import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { watchFolder } from '../../server/org/watch-folder.ts'

describe('a watched folder', () => {
  let base: string
  let root: string
  let calls: number
  let stop: () => void
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'atelier-watch-'))
    root = join(base, 'metadata')
    await mkdir(join(root, 'shop', 'objects'), { recursive: true })
    await mkdir(join(base, 'linked', 'objects'), { recursive: true })
    await writeFile(join(root, 'shop', 'objects', 'a.json'), '1')
    await writeFile(join(base, 'elsewhere.json'), '1')
    await symlink(join(base, 'linked'), join(root, 'linked'))
    await symlink(join(base, 'elsewhere.json'), join(root, 'shop', 'objects', 'link.json'))
    calls = 0
    stop = watchFolder(root, () => calls++)
  })
  afterEach(async () => {
    stop()
    await rm(base, { recursive: true, force: true })
  })

  const write = (...path: string[]): Promise<void> => writeFile(join(base, ...path), '2')
  const heard = async (): Promise<void> => {
    while (calls === 0) await delay(10)
  }
  /** No event is under way any more. */
  const settled = async (): Promise<void> => {
    await heard()
    for (let before = -1; before !== calls; ) {
      before = calls
      await delay(100)
    }
    calls = 0
  }

  const cases: readonly { when: string; work: () => Promise<unknown> }[] = [
    { when: 'a file is written', work: () => write('metadata', 'shop', 'objects', 'a.json') },
    { when: 'a file is new', work: () => write('metadata', 'shop', 'objects', 'b.json') },
    { when: 'a file is removed', work: () => rm(join(root, 'shop', 'objects', 'a.json')) },
    {
      when: 'an editor puts a new file in its place',
      work: async () => {
        await write('metadata', 'shop', 'objects', '.a.json.new')
        await rename(join(root, 'shop', 'objects', '.a.json.new'), join(root, 'shop', 'objects', 'a.json'))
      },
    },
    { when: 'a package is new', work: () => mkdir(join(root, 'other')) },
    { when: 'the file behind a link is written', work: () => write('elsewhere.json') },
    { when: 'a file of a linked package is written', work: () => write('linked', 'objects', 'c.json') },
    { when: 'it is moved away', work: () => rename(root, join(base, 'away')) },
  ]
  for (const { when, work } of cases) {
    it(`tells when ${when}`, async () => {
      await work()
      await heard()
    })
  }

  it('tells when a file in a folder that was made meanwhile is written', async () => {
    await mkdir(join(root, 'shop', 'layouts', 'deep'), { recursive: true })
    await settled()
    await write('metadata', 'shop', 'layouts', 'deep', 'd.json')
    await heard()
  })

  it('tells when a file in a folder that was renamed is written', async () => {
    await rename(join(root, 'shop'), join(root, 'store'))
    await settled()
    await write('metadata', 'store', 'objects', 'a.json')
    await heard()
  })

  it('tells when a file in a folder that took the place of another one is written', async () => {
    await rename(join(root, 'shop', 'objects'), join(base, 'old'))
    await mkdir(join(root, 'shop', 'objects'))
    await settled()
    await write('metadata', 'shop', 'objects', 'a.json')
    await heard()
  })

  it('tells when it comes back, and what changes then', async () => {
    await rename(root, join(base, 'away'))
    await settled()
    await rename(join(base, 'away'), root)
    await settled()
    await write('metadata', 'shop', 'objects', 'a.json')
    await heard()
  })

  it('says nothing of hidden files, nor when it is no longer watched', async () => {
    await write('metadata', 'shop', 'objects', '.a.json.swp')
    await write('metadata', '.DS_Store')
    await delay(200)
    expect(calls).to.equal(0)
    stop()
    await write('metadata', 'shop', 'objects', 'a.json')
    await delay(200)
    expect(calls).to.equal(0)
  })
})
