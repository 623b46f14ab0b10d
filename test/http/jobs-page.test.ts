import { expect } from 'chai'
import { metadataFiles, sourceFiles } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addUser } from '../support/test-users.ts'

const PAGE = '/lightning/setup/ScheduledJobs/home'
const FILES = {
  'hooks/Count.ts': `import { schedulable } from 'atelier'
export default schedulable(async ({ log }) => { log.info('counted') })
`,
  'hooks/Break.ts': `import { schedulable } from 'atelier'
export default schedulable(async () => { throw new Error('out of beans') })
`,
  'jobs/Counting.json': { label: 'Count beans', cron: '0 5 * * *', hook: 'Count' },
  'jobs/Breaking.json': { label: 'Break things', cron: '0 6 * * *', hook: 'Break', active: false },
}

describe('the page of jobs', () => {
  let server: TestServer
  let token: string

  before(async () => {
    server = await startTestServer({ files: [...(await metadataFiles()), ...sourceFiles(FILES, 'acme')] })
    token = server.token
  })
  after(() => server.close())

  const open = async (cookie: string, path = PAGE) => {
    const response = await fetch(`${server.url}${path}`, { headers: { cookie: `sid=${cookie}` } })
    return { status: response.status, text: await response.text() }
  }
  const run = async (job: string, cookie: string, proof?: string) => {
    const { text } = await open(cookie)
    const _csrf = proof ?? /name="_csrf" value="([^"]*)"/.exec(text)?.[1] ?? ''
    const response = await fetch(`${server.url}${PAGE}/${job}/run`, {
      method: 'POST',
      headers: { cookie: `sid=${cookie}` },
      body: new URLSearchParams({ _csrf }),
      redirect: 'manual',
    })
    return { status: response.status, location: response.headers.get('location') }
  }

  it('says when each runs next, and when none will', async () => {
    const { status, text } = await open(token)
    expect(status).to.equal(200)
    expect(text).to.match(/Count beans[\s\S]*Next run:[\s\S]*0 5 \* \* \*/)
    expect(text).to.match(/Break things[\s\S]*Not active\./)
    expect(text).to.include('It has not run yet.')
  })

  it('calls them in the words of whoever looks', async () => {
    const german = await addUser(server, 'System_Administrator', { LanguageLocaleKey: 'de' })
    const { text } = await open(german.token)
    expect(text).to.include('Hersteller auswählen').and.include('Count beans')
    expect(text).not.to.include('Select manufacturers')
  })

  it('runs one now, and shows what became of it, with its log', async () => {
    for (const job of ['Counting', 'breaking'])
      expect(await run(job, token)).to.deep.equal({ status: 303, location: PAGE })
    const { text } = await open(token)
    expect(text).to.include('counted').and.include('out of beans')
    expect(text)
      .to.match(/>Done</)
      .and.match(/Failed</)
  })

  it('runs none that is not there, and none without the proof of its own page', async () => {
    expect((await run('Nothing', token)).status).to.equal(404)
    expect((await run('Counting', token, 'x'.repeat(66))).status).to.equal(403)
  })

  it('is closed to who may not look after the org, and offers them no way there', async () => {
    const { token: other } = await addUser(server, 'Operations')
    expect((await open(other)).status).to.equal(403)
    expect((await run('Counting', other)).status).to.equal(403)
    expect((await open(other, '/lightning/page/home')).text).not.to.include(PAGE)
    expect((await open(token, '/lightning/page/home')).text).to.include(PAGE)
  })
})
