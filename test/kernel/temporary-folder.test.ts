import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect } from 'chai'
import { makeTemporaryFolder, removeLeftovers } from '../../server/kernel/temporary-folder.ts'

describe('temporary folders', () => {
  it('of killed processes are removed, when they are old; those of living ones stay', async () => {
    const dead = spawnSync('true').pid
    const leave = async (name: string, isOld: boolean): Promise<string> => {
      const path = join(tmpdir(), name)
      await mkdir(path)
      await writeFile(join(path, 'file'), 'x')
      if (isOld) await utimes(path, new Date(0), new Date(0))
      return path
    }
    const mine = await makeTemporaryFolder('import')
    expect(basename(mine.path)).to.match(new RegExp(`^atelier-import-${process.pid}-`))
    await utimes(mine.path, new Date(0), new Date(0))
    const paths = [
      await leave(`atelier-import-${dead}-old`, true),
      await leave(`atelier-export-${dead}-young`, false),
      await leave(`atelier-other-${dead}-old`, true),
      mine.path,
    ]
    await removeLeftovers()
    expect(paths.map(path => existsSync(path))).to.deep.equal([false, true, true, true])
    await mine.remove()
    expect(existsSync(mine.path)).to.equal(false)
    for (const path of paths) await rm(path, { recursive: true, force: true })
  })
})
