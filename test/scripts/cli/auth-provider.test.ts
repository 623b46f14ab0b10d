import { expect } from 'chai'
import { authProvidersOf } from '../../../server/metadata/types/auth-provider/compile.ts'
import { findProviderSecret } from '../../../server/org/auth-provider-secrets.ts'
import { besideStandard } from '../../support/test-org.ts'
import { startTestServer, type TestServer } from '../../support/test-server.ts'
import { runAtelier } from './run-atelier.ts'
import { startAtTerminal, startInShell } from './start-atelier.ts'

const FILES = {
  'auth-providers/Company.json': {
    ...{ friendlyName: 'Company', idTokenIssuer: 'https://login.example.com', consumerKey: 'atelier' },
  },
}

describe('atelier auth-provider', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer({ files: await besideStandard(FILES) })
  })
  after(() => server.close())

  const environment = () => ({ ATELIER_DATA_DIR: server.dataDir, ATELIER_METADATA_DIR: server.metadataDir })
  const run = (...args: readonly string[]) => runAtelier(['auth-provider', ...args], environment())
  const stored = () => {
    const provider = authProvidersOf(server.app.org.model).get('company')
    return provider && findProviderSecret(server.app.org, provider)
  }

  it('lists the providers with the addresses to register at them', async () => {
    const { code, out } = await run('list')
    expect(code).to.equal(0)
    expect(out).to.match(/Company +active +none +https:\/\/login\.example\.com +http/)
    expect(out).to.include(`${server.url}/services/auth/callback/Company`)
  })

  it('takes a secret from a pipe, and forgets it', async () => {
    const piped = await startInShell(
      'echo "from a pipe" | atelier auth-provider secret company',
      environment(),
    ).ended
    expect([piped.code, piped.err]).to.deep.equal([0, ''])
    expect(piped.out).to.include('is stored').and.not.include('from a pipe')
    expect(await stored()).to.equal('from a pipe')
    expect((await run('list')).out).to.match(/Company +active +stored/)
    expect((await run('secret', 'Company', '--remove')).code).to.equal(0)
    expect(await stored()).to.equal(undefined)
  })

  it('asks for it at a terminal without showing it', async () => {
    const args = ['auth-provider', 'secret', 'Company']
    const asked = { question: 'Client secret of Company: ', keys: 'typed by hand\r' }
    const { code, out } = await startAtTerminal(args, environment(), asked).ended
    expect(code, out).to.equal(0)
    expect(out).not.to.include('typed by hand')
    expect(await stored()).to.equal('typed by hand')
  })

  it('says which providers there are when it is given another one, and what is missing', async () => {
    const unknown = await run('secret', 'Compny')
    expect([unknown.code, unknown.err.trim()]).to.deep.equal([
      1,
      'There is no auth provider "Compny". There are: Company.',
    ])
    const empty = await startInShell('printf "" | atelier auth-provider secret Company', environment()).ended
    expect([empty.code, empty.err.trim()]).to.deep.equal([1, 'No secret was given: type it, or pipe it in.'])
  })
})
