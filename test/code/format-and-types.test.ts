import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')

async function outputOf(command: string, args: readonly string[]): Promise<string> {
  const options = { cwd: root, maxBuffer: 50_000_000 }
  return run(join(root, 'node_modules', '.bin', command), args, options).then(
    () => '',
    error => `${error.stdout}${error.stderr}`,
  )
}

describe('the code', () => {
  it('is formatted and has no lint problem', async () => {
    expect(await outputOf('biome', ['check', '--error-on-warnings', '.'])).to.equal('')
  }).timeout(60_000)

  it('has no type error', async () => {
    expect(await outputOf('tsc', ['--noEmit'])).to.equal('')
  }).timeout(120_000)

  it('has no type error in what runs in browsers', async () => {
    expect(await outputOf('tsc', ['--noEmit', '-p', 'ui-templates'])).to.equal('')
  }).timeout(120_000)
})
