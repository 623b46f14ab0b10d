import { expect } from 'chai'
import { startMailer } from '../../server/automation/mailer.ts'
import type { Message } from '../../server/kernel/message.ts'
import { observe } from '../../server/kernel/observe.ts'
import { sendPasswordReset } from '../../server/org/password-reset.ts'
import { type Answer, expectError } from '../support/test-client.ts'
import { ADMIN_PASSWORD, besideStandard } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addUser, type TestUser } from '../support/test-users.ts'

const TOKEN = '/services/oauth2/token'
const RESET = '/services/atelier/password-reset'
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const may = (...names: readonly string[]) => names.map(name => ({ name, enabled: true }))
const FILES = {
  'profiles/Clerk.json': { label: 'Clerk', userPermissions: may('ApiEnabled') },
  'profiles/Personnel.json': { label: 'Personnel', userPermissions: may('ApiEnabled', 'ManageUsers') },
}
const GOOD = 'seven green bicycles sing'

describe('passwords over REST', () => {
  let server: TestServer
  let clerk: TestUser
  before(async () => {
    server = await startTestServer({ files: await besideStandard(FILES) })
    clerk = await addUser(server, 'Clerk')
  })
  after(() => server.close())

  const path = ({ id }: { readonly id: string }): string => `sobjects/User/${id}/password`
  const logIn = (username: string, password: string): Promise<Answer> => {
    const form = { grant_type: 'password', username, password }
    return server.send('POST', TOKEN, { token: null, headers: FORM, body: String(new URLSearchParams(form)) })
  }
  const open = async (path: string, body: object): Promise<Answer> =>
    server.send('POST', path, { token: null, body })

  it('a new user has none, and logs in when one is set', async () => {
    expect((await logIn(clerk.username, '')).status).to.equal(400)
    expect((await logIn(clerk.username, 'null')).status).to.equal(400)
    expect((await server.post(path(clerk), { NewPassword: GOOD })).status).to.equal(204)
    expect((await logIn(clerk.username.toUpperCase(), GOOD)).status).to.equal(200)
    expect((await server.get(path(clerk))).record).to.deep.equal({ isExpired: false })
  })

  for (const [what, password] of [
    ['eleven characters', 'k8x2mq9vz4w'],
    ['a breached one', 'password1234'],
    ['a breached one with signs', 'P@ssw0rd1234'],
    ['a row of keys', 'qwertyuiop[]'],
    ['one character', 'aaaaaaaaaaaaaaaaaaaa'],
    ['counting', '1234567890123'],
    ['the user name', 'USERNAME'],
    ['more than anybody types', 'x y'.repeat(500)],
  ] as const) {
    it(`${what} is refused`, async () => {
      const NewPassword = password === 'USERNAME' ? clerk.username : password
      const error = expectError(await server.post(path(clerk), { NewPassword }), 400, 'INVALID_NEW_PASSWORD')
      expect(error.message).not.to.include(NewPassword)
    })
  }

  for (const value of [undefined, null, '', 1, true, {}, [], [GOOD], { $ne: null }]) {
    it(`${JSON.stringify(value)} is no password`, async () => {
      expectError(await server.post(path(clerk), { NewPassword: value }), 400, 'INVALID_INPUT')
      const { username } = clerk
      expect((await open(RESET, { username: value })).status).to.equal(400)
      expectError(await open(`${RESET}/confirm`, { token: value, NewPassword: GOOD }), 400, 'INVALID_INPUT')
      const form = JSON.stringify({ grant_type: 'password', username, password: value })
      const sent = { token: null, headers: { 'content-type': 'application/json' }, body: form }
      expect((await server.send('POST', TOKEN, sent)).status).to.equal(400)
      const nested = `grant_type=password&username=${username}&password[$ne]=&password[]=x`
      expect(
        (await server.send('POST', TOKEN, { token: null, headers: FORM, body: nested })).status,
      ).to.equal(400)
    })
  }

  it('the own one takes the old one, and logs out everywhere else', async () => {
    const user = await addUser(server, 'Clerk')
    await server.post(path(user), { NewPassword: GOOD })
    const [here, there] = [
      (await logIn(user.username, GOOD)).record,
      (await logIn(user.username, GOOD)).record,
    ]
    const change = (body: object) =>
      server.send('POST', path(user), { token: here.access_token as string, body })
    const NewPassword = 'an otter reads the paper'
    for (const OldPassword of [undefined, 'wrong', '', NewPassword, { $ne: 1 }]) {
      expectError(await change({ NewPassword, OldPassword }), 400, 'INVALID_INPUT')
    }
    expect((await change({ NewPassword, OldPassword: GOOD })).status).to.equal(204)
    const ask = (token: unknown) =>
      server.send('GET', '/services/oauth2/userinfo', { token: token as string })
    expect((await ask(here.access_token)).status).to.equal(200)
    expectError(await ask(there.access_token), 401, 'INVALID_SESSION_ID')
    expect((await logIn(user.username, GOOD)).status).to.equal(400)
    expect((await logIn(user.username, NewPassword)).status).to.equal(200)
  })

  it('is made anew by who manages users', async () => {
    const user = await addUser(server, 'Clerk')
    const { record } = await server.delete(path(user))
    expect(record.NewPassword).to.match(/^[\w.]{24}$/)
    expect((await logIn(user.username, record.NewPassword as string)).status).to.equal(200)
    expectError(await server.get(path({ id: '005000000000999AAA' })), 404, 'NOT_FOUND')
    expectError(await server.get(path({ id: 'me' })), 404, 'NOT_FOUND')
  })

  it('is nobody else’s to set, and nobody sets that of somebody mightier', async () => {
    const personnel = await addUser(server, 'Personnel')
    const other = await addUser(server, 'Clerk')
    const someone = await addUser(server, 'Clerk')
    const { userId } = server.app.administrator
    for (const [who, whose] of [
      [someone, other.id],
      [someone, '005000000000999AAA'],
      [personnel, userId],
    ] as const) {
      for (const answer of [
        await who.get(path({ id: whose })),
        await who.post(path({ id: whose }), { NewPassword: GOOD }),
        await who.delete(path({ id: whose })),
      ]) {
        expectError(answer, 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
      }
    }
    expectError(await someone.delete(path(someone)), 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
    expect((await personnel.post(path(other), { NewPassword: GOOD })).status).to.equal(204)
    expect((await logIn('admin@atelier.local', ADMIN_PASSWORD)).status).to.equal(200)
  })

  describe('a link by mail', () => {
    const mails: string[] = []
    let stop: () => void
    before(() => {
      stop = observe('info', ({ message }) => {
        mails.push(message)
      })
    })
    after(() => stop())

    /** What the outbox holds is printed: no mail server is set. */
    const sent = async (count: number): Promise<readonly string[]> => {
      const { database } = server.app.org
      const mailer = startMailer({ database, mailUrl: undefined, mailFrom: 'a@b.test' })
      for (let i = 0; i < 100 && mails.length < count; i++) {
        await mailer.send()
        await new Promise(done => setTimeout(done, 20))
      }
      await mailer.stop()
      return mails.splice(0)
    }
    const ask = (username: string, headers = {}) =>
      server.send('POST', RESET, {
        token: null,
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ username }),
      })
    const linkOf = (mail: string | undefined): URL => new URL(/https?:\S+/.exec(mail ?? '')?.[0] ?? 'none:')

    it('sets another password, once, from where the configuration says', async () => {
      const answer = await ask(clerk.username, { host: 'evil.example', 'x-forwarded-host': 'evil.example' })
      expect(answer.status).to.equal(204)
      const [mail] = await sent(1)
      const link = linkOf(mail)
      expect(link.origin).to.equal(server.url)
      expect(mail).not.to.include('evil')
      const token = link.searchParams.get('token')
      const session = (await logIn(clerk.username, GOOD)).record.access_token as string
      const set = (NewPassword: string) => open(`${RESET}/confirm`, { token, NewPassword })
      expectError(await set('short'), 400, 'INVALID_NEW_PASSWORD')
      expect((await set('a lamp under the piano')).status).to.equal(204)
      expectError(await set('a piano under the lamp'), 400, 'INVALID_INPUT')
      expect((await logIn(clerk.username, 'a lamp under the piano')).status).to.equal(200)
      const ended = await server.send('GET', '/services/oauth2/userinfo', { token: session })
      expectError(ended, 401, 'INVALID_SESSION_ID')
    })

    const WORDS: readonly (readonly [locale: string, subject: string, text: string])[] = [
      ['pl', 'Ustaw hasło', 'prosi o nowe hasło'],
      ['de', 'Passwort setzen', 'um ein neues Passwort'],
      ['fi', 'Set your password', 'asked for a new password'],
    ]
    for (const [LanguageLocaleKey, subject, text] of WORDS) {
      it(`is in the language of who gets it: ${LanguageLocaleKey}`, async () => {
        const { username } = await addUser(server, 'Clerk', { LanguageLocaleKey })
        await ask(username, { 'accept-language': 'fr, pl;q=0.5' })
        const [mail = ''] = await sent(1)
        expect(mail).to.include(`Subject: ${subject}\n`).and.include(text).and.include(username)
        expect(linkOf(mail).origin).to.equal(server.url)
        expect(mail).not.to.match(/\{\w+\}/)
      })
    }

    it('opens a page that sets it', async () => {
      await ask(clerk.username)
      const link = linkOf((await sent(1))[0])
      const page = await server.send('GET', link.pathname + link.search, { token: null })
      expect(page.status).to.equal(200)
      expect(page.headers.get('referrer-policy')).to.equal('no-referrer')
      expect(page.headers.get('cache-control')).to.equal('no-store')
      const token = link.searchParams.get('token') as string
      const send = (password: string) =>
        server.send('POST', '/password', {
          token: null,
          headers: FORM,
          body: String(new URLSearchParams({ token, password })),
        })
      expect((await send('short')).text).to.include('12 characters')
      expect((await send('the moon plays draughts')).text).to.include('Your password is set')
      expect((await send('the moon plays draughts')).status).to.equal(400)
      expect((await logIn(clerk.username, 'the moon plays draughts')).status).to.equal(200)
    })

    it('is sent to nobody unknown or inactive, and the answer is the same', async () => {
      const inactive = await addUser(server, 'Clerk')
      await server.patch(`sobjects/User/${inactive.id}`, { IsActive: false })
      for (const name of ['nobody@example.test', inactive.username, '%', '\u0000', "' OR 1=1 --"]) {
        const { status, text } = await ask(name)
        expect({ status, text }).to.deep.equal({ status: 204, text: '' })
      }
      await ask(clerk.username)
      expect(await sent(1)).to.have.length(1)
    })

    it('is sent three times at most, stored as a hash, and too old after an hour', async () => {
      const { database } = server.app.org
      const user = await addUser(server, 'Clerk')
      for (let i = 0; i < 5; i++) await ask(user.username)
      const links = (await sent(3)).map(linkOf)
      expect(links).to.have.length(3)
      const token = links[0]?.searchParams.get('token') as string
      const { rows } = await database.run({
        text: `SELECT json_agg(p)::text, (SELECT json_agg(o)::text FROM atelier.outbox o) FROM atelier.password_reset p`,
        values: [],
      })
      expect(rows[0]?.join()).not.to.include(token)
      await database.run({ text: `UPDATE atelier.password_reset SET expires = now()`, values: [] })
      expectError(await open(`${RESET}/confirm`, { token, NewPassword: GOOD }), 400, 'INVALID_INPUT')
    })

    it('is sent three times at most, however many ask at the same moment', async () => {
      const user = await addUser(server, 'Clerk')
      const mail = { publicUrl: server.url, inWords: (_language: string, { words }: Message) => words }
      await Promise.all(
        Array.from({ length: 12 }, () => sendPasswordReset(server.app.org, user.username, mail)),
      )
      expect(await sent(3)).to.have.length(3)
      const { rows } = await server.app.org.database.run({
        text: 'SELECT count(*) FROM atelier.password_reset WHERE org = $1 AND "user" = $2',
        values: [server.app.org.id, user.id],
      })
      expect(rows).to.deep.equal([['3']])
    })

    it('is worth nothing when the user is deactivated meanwhile, or sets a password otherwise', async () => {
      for (const change of [
        (user: TestUser) => server.patch(`sobjects/User/${user.id}`, { IsActive: false }),
        (user: TestUser) => server.post(path(user), { NewPassword: GOOD }),
      ]) {
        const user = await addUser(server, 'Clerk')
        await ask(user.username)
        const token = linkOf((await sent(1))[0]).searchParams.get('token')
        expect((await change(user)).status).to.equal(204)
        expectError(await open(`${RESET}/confirm`, { token, NewPassword: GOOD }), 400, 'INVALID_INPUT')
      }
    })
  })
})
