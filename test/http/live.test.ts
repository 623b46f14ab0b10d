import { expect } from 'chai'
import { setPassword } from '../../server/org/passwords.ts'
import { createSession } from '../../server/org/sessions.ts'
import { openBrowser } from '../support/page-browser.ts'
import { createClient } from '../support/test-client.ts'
import { ADMIN_PASSWORD, besideStandard } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addUser, type TestUser } from '../support/test-users.ts'

const PASSWORD = 'walnut ribbon castle orbit'
const FILES = {
  'objects/note__c/object.json': { label: 'Note', pluralLabel: 'Notes', sharingModel: 'Private' },
  'objects/line__c/object.json': { label: 'Line', pluralLabel: 'Lines', sharingModel: 'Private' },
  'objects/line__c/fields/note__c.json': {
    ...{ label: 'Note', type: 'Lookup', referenceTo: 'note__c', relationshipName: 'lines' },
  },
  'profiles/Clerk.json': {
    label: 'Clerk',
    userPermissions: [{ name: 'ApiEnabled', enabled: true }],
    objectPermissions: ['note__c', 'line__c'].map(object => ({
      ...{ object, allowRead: true, allowCreate: true, allowEdit: true, allowDelete: true },
    })),
    fieldPermissions: [{ field: 'line__c.note__c', readable: true, editable: true }],
  },
}

interface Heard {
  readonly event: string
  readonly data: { readonly ids?: readonly string[] }
}

interface Listening {
  readonly status: number
  readonly heard: Heard[]
  /** Was it ended in order, and not cut off? */
  readonly isOver: () => boolean
  /** Waits for the first event that is as wanted. */
  next(isWanted: (heard: Heard) => boolean): Promise<void>
  close(): void
}

describe('pages that are open hear', () => {
  let server: TestServer
  let clerk: TestUser
  const open: Listening[] = []
  before(async () => {
    server = await startTestServer({ files: await besideStandard(FILES) })
    const user = await addUser(server, 'Clerk')
    await setPassword(server.app.org, user.id, PASSWORD, { who: 'test' })
    const { token } = await createSession(server.app.org, user.id)
    clerk = { ...user, token, ...createClient(server.url, token) }
  })
  afterEach(() => {
    for (const one of open.splice(0)) one.close()
  })
  after(() => server?.close())

  const logIn = async (username = server.app.administrator.username, password = ADMIN_PASSWORD) => {
    const browser = openBrowser(server)
    await browser.logIn(username, password)
    return browser
  }

  const listen = async (
    browser: ReturnType<typeof openBrowser>,
    parameters: Readonly<Record<string, string>>,
  ): Promise<Listening> => {
    const leaving = new AbortController()
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(`${server.url}/lightning/live?${new URLSearchParams(parameters)}`, {
      ...{ headers: { cookie }, signal: leaving.signal, redirect: 'manual' },
    })
    const heard: Heard[] = []
    let isOver = false
    read(answer, heard).then(
      () => {
        isOver = true
      },
      () => undefined,
    )
    const next: Listening['next'] = async isWanted => {
      for (let i = 0; i < 500 && !heard.some(isWanted); i++) await pause(10)
      expect(heard.some(isWanted), JSON.stringify(heard)).to.equal(true)
    }
    const one = { status: answer.status, heard, isOver: () => isOver, next, close: () => leaving.abort() }
    open.push(one)
    if (answer.status === 200) await next(({ event }) => event === 'open')
    return one
  }
  const isAbout = (id: string) => (heard: Heard) =>
    heard.event === 'changed' && !!heard.data.ids?.includes(id)
  const note = (who: TestServer | TestUser, Name: string) => who.create('note__c', { Name })
  const page = { object: 'note__c', list: '1' }

  it('of records that their viewer may see, and of no others', async () => {
    const mine = await note(clerk, 'mine')
    const list = await listen(await logIn(clerk.username, PASSWORD), page)
    const hidden = await note(server, 'not theirs')
    await clerk.patch(`sobjects/note__c/${mine}`, { Name: 'changed' })
    await list.next(isAbout(mine))
    await server.patch(`sobjects/note__c/${hidden}`, { Name: 'hidden still' })
    const second = await note(clerk, 'second')
    await list.next(isAbout(second))
    expect(list.heard.some(isAbout(hidden))).to.equal(false)
  })

  it('nothing of a record that is asked for by an id that was guessed', async () => {
    const hidden = await note(server, 'not theirs')
    const mine = await note(clerk, 'theirs')
    const browser = await logIn(clerk.username, PASSWORD)
    const guessed = await listen(browser, { object: 'note__c', ids: `${hidden},${mine}` })
    await server.patch(`sobjects/note__c/${hidden}`, { Name: 'changed' })
    await clerk.patch(`sobjects/note__c/${mine}`, { Name: 'changed' })
    await guessed.next(isAbout(mine))
    expect(guessed.heard.some(isAbout(hidden))).to.equal(false)
  })

  it('that a record which they show is gone', async () => {
    const mine = await note(clerk, 'mine')
    const shown = await listen(await logIn(clerk.username, PASSWORD), { object: 'note__c', ids: mine })
    await clerk.delete(`sobjects/note__c/${mine}`)
    await shown.next(isAbout(mine))
  })

  it('what is saved in related lists, as far as it may be seen', async () => {
    const mine = await note(clerk, 'mine')
    const other = await note(clerk, 'another')
    const browser = await logIn(clerk.username, PASSWORD)
    // That the notes are there is told before the record's page listens.
    const list = await listen(browser, page)
    const last = await note(clerk, 'told last')
    await list.next(isAbout(last))
    const ids = { object: 'note__c', ids: mine, related: 'line__c.note__c,note__c.Nothing,Nothing.note__c' }
    const record = await listen(browser, ids)
    await server.create('line__c', { Name: 'hidden', note__c: mine })
    await clerk.create('line__c', { Name: 'elsewhere', note__c: other })
    await pause(700)
    expect(record.heard.filter(({ event }) => event === 'changed')).to.deep.equal([])
    await clerk.create('line__c', { Name: 'shown', note__c: mine })
    await record.next(isAbout(mine))
  })

  it('that the metadata has changed', async () => {
    const one = await listen(await logIn(), page)
    const files = { 'objects/note__c/fields/text__c.json': { label: 'Text', type: 'Text', length: 20 } }
    const { deploy } = await import('../../server/org/deploy.ts')
    await deploy(server.app.org, await besideStandard({ ...FILES, ...files }), { who: 'test' })
    await one.next(({ event }) => event === 'model')
  })

  it('until their session ends', async () => {
    const browser = await logIn(clerk.username, PASSWORD)
    const one = await listen(browser, page)
    await browser.post('/lightning/page/home', '/logout', {})
    await one.next(({ event }) => event === 'ended')
    await untilOver(one)
    expect((await listen(browser, page)).status).to.equal(303)
  })

  it('as many at a time as somebody looks at', async () => {
    const browser = await logIn()
    for (let n = 0; n < 12; n++) expect((await listen(browser, page)).status).to.equal(200)
    expect((await listen(browser, page)).status).to.equal(400)
    open[0]?.close()
    // The server hears of it a little later.
    while ((await listen(browser, page)).status !== 200) await pause(10)
  })

  it('until the server stops, which waits for none of them', async () => {
    const other = await startTestServer({ files: await besideStandard({}) })
    const kept = server
    server = other
    const one = await listen(await logIn(), { object: 'Account', list: '1' })
    await other.close()
    server = kept
    await untilOver(one)
  })
})

const pause = (milliseconds: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, milliseconds))

async function untilOver({ isOver }: Listening): Promise<void> {
  for (let i = 0; i < 300 && !isOver(); i++) await pause(10)
  expect(isOver()).to.equal(true)
}

async function read(answer: Response, heard: Heard[]): Promise<void> {
  if (!answer.body || answer.status !== 200) return
  let text = ''
  for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
    text += part
    const events = text.split('\n\n')
    text = events.pop() ?? ''
    for (const one of events) {
      const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(one) ?? []
      if (event) heard.push({ event, data: JSON.parse(data ?? '{}') })
    }
  }
}
