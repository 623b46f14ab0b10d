import { expect } from 'chai'
import type { Fields } from '../support/test-client.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

type Named = Fields & { readonly name: string; readonly urls: Readonly<Record<string, string>> }

describe('describe over REST', () => {
  let server: TestServer
  let objects: readonly Named[]
  before(async () => {
    server = await startTestServer()
    objects = (await server.get('sobjects')).record.sobjects as readonly Named[]
  })
  after(() => server.close())

  const describeOf = async (name: string): Promise<Fields> =>
    (await server.get(`sobjects/${name}/describe`)).record

  it('lists every object, and each of its URLs leads somewhere', async () => {
    expect(objects.map(object => object.name)).to.include.members([
      ...['Account', 'Order', 'order_proposal__c', 'User'],
    ])
    const [user] = await server.query('SELECT Id FROM User LIMIT 1')
    for (const { name, urls } of objects) {
      for (const [kind, url] of Object.entries(urls)) {
        if (kind === 'rowTemplate' && name !== 'User') continue
        const answer = await server.get(url.replace('{ID}', String(user?.Id)))
        expect(answer.status, url).to.equal(200)
      }
    }
  })

  it('says the same of an object in the list, alone and in whole', async () => {
    const listed = objects.find(({ name }) => name === 'Order') as Named
    const { record } = await server.get('sobjects/ORDER')
    expect(record).to.deep.equal({ objectDescribe: listed, recentItems: [] })
    expect(await describeOf('order')).to.deep.include(listed)
  })

  it('has what clients ask of an object', async () => {
    expect(await describeOf('Order')).to.include.all.keys(
      ...['actionOverrides', 'activateable', 'associateEntityType', 'associateParentEntity'],
      ...['childRelationships', 'compactLayoutable', 'createable', 'custom', 'customSetting'],
      ...['deepCloneable', 'defaultImplementation', 'deletable', 'deprecatedAndHidden', 'extendedBy'],
      ...['extendsInterfaces', 'feedEnabled', 'fields', 'hasSubtypes', 'implementedBy'],
      ...['implementsInterfaces', 'isInterface', 'isSubtype', 'keyPrefix', 'label', 'labelPlural'],
      ...['layoutable', 'listviewable', 'lookupLayoutable', 'mergeable', 'mruEnabled', 'name'],
      ...['namedLayoutInfos', 'networkScopeFieldName', 'queryable', 'recordTypeInfos', 'replicateable'],
      ...['retrieveable', 'searchLayoutable', 'searchable', 'sobjectDescribeOption', 'supportedScopes'],
      ...['triggerable', 'undeletable', 'updateable', 'urls'],
    )
  })

  it('tells record types, picklist values and references as the metadata has them', async () => {
    const account = await describeOf('Account')
    const types = account.recordTypeInfos as readonly Fields[]
    expect(types.map(type => type.developerName)).to.have.members([
      ...['Hardware_Designer', 'Manufacturer', 'Master'],
    ])
    for (const type of types)
      expect(type).to.have.all.keys(
        ...['active', 'available', 'defaultRecordTypeMapping', 'developerName', 'master', 'name'],
        ...['recordTypeId', 'urls'],
      )
    const fields = (await describeOf('Order')).fields as readonly Fields[]
    const field = (name: string): Fields => fields.find(one => one.name === name) as Fields
    expect(field('Status')).to.include({ type: 'picklist', restrictedPicklist: true, nillable: false })
    expect((field('Status').picklistValues as readonly Fields[])[0]).to.have.all.keys(
      ...['active', 'defaultValue', 'label', 'validFor', 'value'],
    )
    expect(field('RecordTypeId')).to.include({ nillable: true })
    expect(field('OwnerId')).to.include({ nillable: false, defaultedOnCreate: true })
    expect(field('OrderNumber') ?? field('Name')).to.include({
      ...{ autoNumber: true, nillable: false, defaultedOnCreate: true, createable: false },
    })
    expect(field('AccountId')).to.deep.include({ type: 'reference', referenceTo: ['Account'] })
    expect(field('manufacturer__c')).to.deep.include({ relationshipName: 'manufacturer__r', custom: true })
  })

  it('takes what it says may be created, and refuses what it says may not', async () => {
    const fields = (await describeOf('Account')).fields as readonly Fields[]
    const required = fields.filter(
      field => field.createable && !field.nillable && !field.defaultedOnCreate && field.name !== 'OwnerId',
    )
    expect(required.map(field => field.name)).to.deep.equal(['Name'])
    const readOnly = fields.filter(field => !field.createable && field.name !== 'attributes')
    const body = Object.fromEntries(readOnly.map(field => [field.name as string, 'x']))
    const { errors } = await server.post('sobjects/Account', { Name: 'A', ...body })
    expect(errors.flatMap(error => error.fields ?? [])).to.include.members(
      readOnly.map(field => field.name as string),
    )
  })
})
