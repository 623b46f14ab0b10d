import { expect } from 'chai'
import type { Answer, Fields } from '../support/test-client.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addPortalUser, type PortalUser } from '../support/test-users.ts'

/** A tender with what a manufacturer has there. */
interface Tender {
  readonly order: string
  readonly proposal: string
  /** A file of the proposal, and the link between them. */
  readonly file: string
  readonly link: string
  /** The link of a file that was taken off the proposal. */
  readonly takenOff: string
  /** Another proposal, withdrawn. */
  readonly withdrawn: string
}

type Way = (tender: Tender) => Promise<Answer>

function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
}

const NEW_FILE = { PathOnClient: 'offer.txt', VersionData: 'b2ZmZXI=' }

describe('a proposal of a manufacturer, and its files', () => {
  let server: TestServer
  let maker: PortalUser
  let running: Tender
  let ended: Tender

  before(async function () {
    this.timeout(60_000)
    server = await startTestServer()
    maker = await addPortalUser(server, 'Alpha', 'Manufacturer')
    running = await openTender('Gearbox')
    ended = await openTender('Perpetual motion')
    const answer = await server.send('PATCH', `sobjects/Order/${ended.order}`, {
      body: { EffectiveDate: dayFromNow(-2) },
      headers: { 'X-Atelier-Skip-Rules': 'Tender_in_three_days' },
    })
    expect(answer.status, answer.text).to.equal(204)
  })
  after(() => server.close())

  const propose = (order: string): Promise<string> =>
    maker.create('order_proposal__c', { order__c: order, manufacturer__c: maker.account, price__c: 100 })
  const addFile = async (more: Fields): Promise<string> => {
    const id = await maker.create('ContentVersion', { ...NEW_FILE, ...more })
    return only('ContentDocumentId', `ContentVersion WHERE Id = '${id}'`)
  }
  const only = async (field: string, from: string): Promise<string> => {
    const [record] = await maker.query(`SELECT ${field} FROM ${from}`)
    return String(record?.[field])
  }
  const linkOf = (file: string, record: string): Promise<string> =>
    only('Id', `ContentDocumentLink WHERE ContentDocumentId = '${file}' AND LinkedEntityId = '${record}'`)

  async function openTender(title__c: string): Promise<Tender> {
    const account = await server.create('Account', { Name: `Who wants a ${title__c}` })
    const order = await server.create('Order', {
      ...{ AccountId: account, title__c, EffectiveDate: dayFromNow(10) },
      Status: 'AWAITING PROPOSALS',
    })
    const [proposal, withdrawn] = [await propose(order), await propose(order)]
    const onProposal = { FirstPublishLocationId: proposal }
    const [file, other] = [await addFile(onProposal), await addFile(onProposal)]
    const takenOff = await linkOf(other, proposal)
    await maker.delete(`sobjects/ContentDocumentLink/${takenOff}`)
    await maker.delete(`sobjects/order_proposal__c/${withdrawn}`)
    return { order, proposal, file, link: await linkOf(file, proposal), takenOff, withdrawn }
  }

  const post = async (
    path: string,
    fields: Readonly<Record<string, string>>,
    file?: string,
  ): Promise<Answer> => {
    const cookie = { cookie: `sid=${maker.token}` }
    const { text } = await maker.send('GET', '/lightning/settings/password', { token: null, headers: cookie })
    const body = new FormData()
    body.append('_csrf', /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? '')
    for (const [name, value] of Object.entries(fields)) body.append(name, value)
    if (file) body.append('file', new Blob(['content']), file)
    const response = await fetch(server.url + path, {
      method: 'POST',
      headers: cookie,
      body,
      redirect: 'manual',
    })
    return { status: response.status, headers: response.headers, text: await response.text() } as Answer
  }
  const page = (record: string, rest: string): string => `/lightning/r/order_proposal__c/${record}/${rest}`

  /** What goes while the tender runs, in an order in which all of it goes. */
  const WAYS: readonly (readonly [what: string, way: Way])[] = [
    [
      'another proposal, over the API',
      ({ order }) =>
        maker.post('sobjects/order_proposal__c', {
          ...{ order__c: order, manufacturer__c: maker.account, price__c: 90 },
        }),
    ],
    [
      'another price, over the API',
      ({ proposal }) => maker.patch(`sobjects/order_proposal__c/${proposal}`, { price__c: 80 }),
    ],
    [
      'another price, on its page',
      ({ proposal }) => post(page(proposal, 'edit'), { price__c: '70', currency__c: 'GEL' }),
    ],
    [
      'a file, over the API',
      ({ proposal }) =>
        maker.post('sobjects/ContentVersion', { ...NEW_FILE, FirstPublishLocationId: proposal }),
    ],
    ['a file, on the page of the proposal', ({ proposal }) => post(page(proposal, 'files'), {}, 'late.txt')],
    [
      'a file, dropped on the page of the proposal',
      ({ proposal }) => post(page(proposal, 'files/one'), {}, 'late.txt'),
    ],
    [
      'a link to a file of its own',
      async ({ proposal }) =>
        maker.post('sobjects/ContentDocumentLink', {
          ...{ ContentDocumentId: await addFile({}), LinkedEntityId: proposal },
        }),
    ],
    [
      'a version of a file, over the API',
      ({ file }) => maker.post('sobjects/ContentVersion', { ...NEW_FILE, ContentDocumentId: file }),
    ],
    [
      'a version of a file, on its page',
      ({ proposal, file }) => post(page(proposal, `files/${file}/versions`), {}, 'late.txt'),
    ],
    [
      'a file that was taken off, put back',
      ({ proposal, takenOff }) => post(page(proposal, `files/${takenOff}/restore`), {}),
    ],
    [
      'a file taken off, over the API',
      ({ takenOff }) => maker.delete(`sobjects/ContentDocumentLink/${takenOff}`),
    ],
    [
      'a file taken off, on its page',
      ({ proposal, file }) => post(page(proposal, `files/${file}/remove`), {}),
    ],
    ['and put back at once', ({ proposal, link }) => post(page(proposal, `files/${link}/restore`), {})],
    ['a file deleted, on its page', ({ proposal, file }) => post(page(proposal, `files/${file}/delete`), {})],
    ['a withdrawn proposal, put back', ({ withdrawn }) => post(page(withdrawn, 'undelete'), {})],
    ['a proposal withdrawn, on its page', ({ withdrawn }) => post(page(withdrawn, 'delete'), {})],
    [
      'a proposal withdrawn, over the API',
      ({ proposal }) => maker.delete(`sobjects/order_proposal__c/${proposal}`),
    ],
  ]

  const stateOf = async ({ order, proposal, file }: Tender): Promise<string> => {
    const proposals = await server.query(
      `SELECT Id, price__c FROM order_proposal__c WHERE order__c = '${order}' ORDER BY Id`,
    )
    const links = await server.query(
      `SELECT Id FROM ContentDocumentLink WHERE LinkedEntityId = '${proposal}' ORDER BY Id`,
    )
    const versions = await server.query(
      `SELECT Id FROM ContentVersion WHERE ContentDocumentId = '${file}' ORDER BY Id`,
    )
    return JSON.stringify([proposals, links, versions])
  }

  for (const [what, way] of WAYS) {
    it(`${what}: while the tender runs, not after it has ended`, async () => {
      const before = [await stateOf(running), await stateOf(ended)]
      const answers = [await way(ended), await way(running)]
      expect(await stateOf(ended), answers[0]?.text.slice(0, 300)).to.equal(before[1])
      expect(await stateOf(running), answers[1]?.text.slice(0, 300)).not.to.equal(before[0])
    })
  }

  const SAID: readonly (readonly [what: string, way: Way])[] = WAYS.filter(([what]) =>
    /^(a file|a version of a file), /.test(what),
  )
  for (const [what, way] of SAID) {
    it(`${what}: after the end it is said why not`, async () => {
      const { status, text } = await way(ended)
      expect(status).to.be.oneOf([400, 422])
      expect(text).to.include('The tender has ended')
    })
  }

  it('people from inside add what came otherwise', async () => {
    const before = await stateOf(ended)
    await server.create('ContentVersion', { ...NEW_FILE, FirstPublishLocationId: ended.proposal })
    expect(await stateOf(ended)).not.to.equal(before)
  })
})
