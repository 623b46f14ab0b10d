import { expect } from 'chai'
import { encrypt } from '../../server/org/encryption.ts'
import { metadataFiles, sourceFiles } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addUser } from '../support/test-users.ts'

const RULE = 'A company of this name is not served.'
const FILES = {
  'objects/wish__c/object.json': {
    label: 'Wish',
    pluralLabel: 'Wishes',
    nameField: { label: 'Wish Name', type: 'Text' },
  },
  'objects/wish__c/fields/amount__c.json': { label: 'Amount', type: 'Number', precision: 18, scale: 2 },
  'objects/wish__c/fields/source__c.json': { label: 'Source', type: 'Text', length: 80 },
  'objects/wish__c/fields/secret__c.json': {
    label: 'Secret',
    type: 'Text',
    length: 80,
    unique: true,
    defaultValue: 'Name',
  },
  'objects/wish__c/validation-rules/Served.json': {
    errorCondition: { '==': [{ var: 'Name' }, 'Nobody'] },
    errorMessage: RULE,
    errorDisplayField: 'Name',
  },
  'objects/wish__c/validation-rules/Inside.json': {
    errorCondition: { '==': [{ var: 'Name' }, 'Inside'] },
    errorMessage: 'Margins of this size are for friends.',
  },
  'web-forms/Wish.json': {
    label: 'Make a wish',
    description: 'Anything.',
    confirmation: 'We have it.',
    object: 'wish__c',
    owner: 'owner@wishes.test',
    fields: [{ field: 'Name' }, { field: 'amount__c', required: true }],
    values: { source__c: 'Web' },
  },
  'translations/pl.json': {
    label: 'Polski',
    objects: {
      wish__c: {
        label: 'Życzenie',
        fields: { Name: { label: 'Życzenie' }, amount__c: { label: 'Kwota' } },
        validationRules: { Served: 'Nikogo nie obsługujemy.' },
      },
    },
    webForms: {
      Wish: { label: 'Wypowiedz życzenie', description: 'Dowolne.', confirmation: 'Mamy je.' },
    },
  },
  'web-forms/Closed.json': { label: 'Closed', object: 'wish__c', fields: [{ field: 'Name' }], active: false },
}

type Texts = Readonly<Record<string, string>>

interface Sent {
  readonly status: number
  readonly text: string
  readonly location: string | null
}

/** What somebody without a login can do with a form, and what not. */
describe('web forms', () => {
  let server: TestServer
  let owner: string

  before(async () => {
    const files = [...(await metadataFiles()), ...sourceFiles(FILES, 'acme', ['standard'])]
    server = await startTestServer({ files })
    owner = (await addUser(server, 'Sales', { Username: 'owner@wishes.test' })).id
  })
  after(() => server.close())
  beforeEach(() => server.app.org.database.run({ text: 'DELETE FROM atelier.web_form_count', values: [] }))

  const inputOf = (html: string, name: string): string =>
    new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''

  const open = async (
    name = 'Wish',
    headers: Texts = {},
  ): Promise<{ readonly cookie: string; readonly html: string; readonly status: number }> => {
    const response = await fetch(`${server.url}/forms/${name}`, { headers })
    const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    return { cookie, html: await response.text(), status: response.status }
  }
  /** What the page says: proofs and names of assets are random letters, in which anything may be read. */
  const withoutProofs = (html: string): string =>
    html.replace(/<(input type="hidden"|link|meta|script)[^>]*>/g, '')

  /** When the form says that it was opened: `ago` milliseconds before now. */
  const opened = (ago: number, form = 'wish'): string =>
    encrypt(server.app.org, String(Date.now() - ago), ['web-form', form, 'opened'])

  const send = async (fields: Texts, more: Texts = {}, headers: Texts = {}): Promise<Sent> => {
    const { cookie, html } = await open()
    const body = { _csrf: inputOf(html, '_csrf'), _opened: opened(10_000), ...fields, ...more }
    const response = await fetch(`${server.url}/forms/Wish`, {
      method: 'POST',
      headers: { cookie, ...headers },
      body: new URLSearchParams(body),
      redirect: 'manual',
    })
    return {
      status: response.status,
      text: await response.text(),
      location: response.headers.get('location'),
    }
  }
  const wishes = () => server.query('SELECT Name, amount__c, source__c, OwnerId FROM wish__c ORDER BY Name')

  it('make a record of what was typed, with what the form sets and the owner that it names', async () => {
    const { status, location } = await send({ Name: 'A boat', amount__c: '12.50' })
    expect({ status, location }).to.deep.equal({ status: 303, location: '/forms/Wish/sent' })
    expect(await wishes()).to.deep.equal([
      { Name: 'A boat', amount__c: 12.5, source__c: 'Web', OwnerId: owner },
    ])
    expect(await (await fetch(`${server.url}/forms/Wish/sent`)).text()).to.include('We have it.')
  })

  it('speak the language that the browser asks for, where the metadata has it', async () => {
    const polish = { 'accept-language': 'pl-PL,pl;q=0.9,en;q=0.5' }
    const { html } = await open('Wish', polish)
    for (const words of ['<html lang="pl"', 'Wypowiedz życzenie', 'Dowolne.', 'Kwota', 'Wyślij'])
      expect(html).to.include(words)
    const blank = await send({ Name: 'Z' }, {}, polish)
    expect(blank.text).to.include('>Kwota</a>: Uzupełnij to pole.')
    const wrong = await send({ Name: 'Z', amount__c: 'many' }, {}, polish)
    expect(wrong.text).to.include('Nieprawidłowa wartość: „many”. Podaj liczbę, np. 1200,50.')
    const refused = await send({ Name: 'Nobody', amount__c: '1' }, {}, polish)
    expect(refused.text).to.include('Nikogo nie obsługujemy.').and.not.include(RULE)
    const sent = await fetch(`${server.url}/forms/Wish/sent`, { headers: polish })
    expect(await sent.text()).to.include('Mamy je.')
    expect((await open('Wish', { 'accept-language': 'de' })).html).to.include('Make a wish')
    expect((await open()).html)
      .to.include('Make a wish')
      .and.include('<html lang="en"')
  })

  it('take nothing that is not on the form', async () => {
    await send({ Name: 'B', amount__c: '1', source__c: 'Me', OwnerId: '005000000000001AAA', secret__c: 'x' })
    const [wish] = await server.query("SELECT source__c, OwnerId, secret__c FROM wish__c WHERE Name = 'B'")
    expect(wish).to.deep.equal({ source__c: 'Web', OwnerId: owner, secret__c: 'B' })
  })

  const REFUSED: readonly {
    readonly given: string
    readonly fields: Texts
    readonly more?: Texts
    readonly says: string
  }[] = [
    {
      given: 'a field that the form demands left blank',
      fields: { Name: 'C' },
      says: 'Complete this field.',
    },
    { given: 'what is no number', fields: { Name: 'C', amount__c: 'many' }, says: 'aria-invalid' },
    {
      given: 'what a rule refuses at a field of the form',
      fields: { Name: 'Nobody', amount__c: '1' },
      says: RULE,
    },
    {
      given: 'what a rule refuses elsewhere',
      fields: { Name: 'Inside', amount__c: '1' },
      says: 'It could not be sent as it is.',
    },
    {
      given: 'a value that is taken',
      fields: { Name: 'A boat', amount__c: '1' },
      says: 'It could not be sent as it is.',
    },
    {
      given: 'no proof',
      fields: { Name: 'C', amount__c: '1' },
      more: { _csrf: 'x'.repeat(43) },
      says: 'open for too long',
    },
    {
      given: 'no time',
      fields: { Name: 'C', amount__c: '1' },
      more: { _opened: '' },
      says: 'open for too long',
    },
    {
      given: 'a time of its own',
      fields: { Name: 'C', amount__c: '1' },
      more: { _opened: '1700000000000' },
      says: 'open for too long',
    },
  ]
  for (const { given, fields, more, says } of REFUSED) {
    it(`refuse ${given}, keep what was typed, and tell nothing else`, async () => {
      const before = await wishes()
      const { status, text } = await send(fields, more)
      expect(status).to.equal(422)
      expect(text).to.include(says).and.include(`value="${fields.Name}"`)
      expect(withoutProofs(text)).not.to.match(/friends|secret|duplicate|a0\w{13}/i)
      expect(await wishes()).to.deep.equal(before)
    })
  }

  it('refuse what was opened too long ago, of another form, or a moment ago; the last may be sent again', async () => {
    const fields = { Name: 'D', amount__c: '1' }
    expect((await send(fields, { _opened: opened(90_000_000) })).text).to.include('open for too long')
    expect((await send(fields, { _opened: opened(10_000, 'other') })).text).to.include('open for too long')
    const stamp = opened(0)
    const { status, text } = await send(fields, { _opened: stamp })
    expect({ status, stamp: inputOf(text, '_opened') }).to.deep.equal({ status: 422, stamp })
  })

  it('tell robots that fill what nobody sees the same as everybody else, and make nothing', async () => {
    const { status, location } = await send({ Name: 'E', amount__c: '1', homepage: 'https://spam.example' })
    expect({ status, location }).to.deep.equal({ status: 303, location: '/forms/Wish/sent' })
    expect(await server.query("SELECT Id FROM wish__c WHERE Name = 'E'")).to.deep.equal([])
  })

  it('are sent ten times an hour from a network, and then no more', async () => {
    for (let n = 0; n < 10; n++) expect((await send({ Name: `F${n}`, amount__c: '1' })).status).to.equal(303)
    const { status, text } = await send({ Name: 'F10', amount__c: '1' })
    expect(status).to.equal(429)
    expect(text).to.include('Too much was sent from your network')
    expect(await server.query("SELECT Id FROM wish__c WHERE Name = 'F10'")).to.deep.equal([])
  })

  it('are not there when they are not active, or not at all, and show nothing of who could log in', async () => {
    for (const name of ['Closed', 'Nothing', '..%2fwish']) expect((await open(name)).status).to.equal(404)
    const { html } = await open()
    expect(html).not.to.match(/atelier\.local|wishes\.test|lightning/)
  })

  it('are in no frame, and run no scripts but the server’s', async () => {
    const { headers } = await fetch(`${server.url}/forms/Wish`)
    expect(headers.get('content-security-policy'))
      .to.include("default-src 'self'")
      .and.include("frame-ancestors 'none'")
    expect(headers.get('set-cookie'))
      .to.match(/HttpOnly/)
      .and.match(/SameSite=Strict/)
    expect(headers.get('cache-control')).to.equal('no-store')
  })
})
