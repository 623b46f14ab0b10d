import { expect } from 'chai'
import { noHooks } from '../../server/records/hooks.ts'
import { suggestions } from '../../server/ui/pages/lookup.ts'
import { createRecord, newRecordPage } from '../../server/ui/pages/new-record.ts'
import { renderPage } from '../../server/ui/render.ts'
import type { Page, Visit } from '../../server/ui/visit.ts'
import { createTestOrg, metadataFiles, sourceFiles, type TestOrg } from '../support/test-org.ts'
import { adminVisit, insertRecords, visitAs } from './visits.ts'

const html = ({ template, model }: Page): Promise<string> => renderPage(template, model)

/** A visit to an account, with one of its people. */
const FILES = {
  'objects/visit__c/object.json': {
    ...{ label: 'Visit', pluralLabel: 'Visits' },
    nameField: { type: 'Text', label: 'Visit Name' },
  },
  'objects/visit__c/fields/account__c.json': {
    ...{ label: 'Account', type: 'Lookup', referenceTo: 'Account', relationshipName: 'visits' },
  },
  'objects/visit__c/fields/contact__c.json': {
    ...{ label: 'Contact', type: 'Lookup', referenceTo: 'Contact', relationshipName: 'visits' },
    lookupFilter: {
      active: true,
      isOptional: false,
      filter: { '==': [{ var: 'AccountId' }, { var: '$Source.account__c' }] },
    },
  },
}

describe('lookups on forms', () => {
  let org: TestOrg
  let admin: Visit
  const ids: Record<string, string> = {}

  before(async function () {
    this.timeout(60_000)
    org = await createTestOrg([...(await metadataFiles()), ...sourceFiles(FILES, 'acme', ['standard'])])
    admin = await adminVisit(org)
    const names = ['North', 'South']
    const accounts = await insertRecords(org, 'Account', ...names.map(Name => ({ Name })))
    for (const [index, name] of names.entries()) ids[name] = accounts[index] ?? ''
    const people = names.map(name => ({ LastName: `Of ${name}`, AccountId: ids[name] }))
    await insertRecords(org, 'Contact', ...people)
    ;[ids.visit = ''] = await insertRecords(org, 'visit__c', { Name: 'stored', account__c: ids.South })
  })
  after(() => org?.dispose())

  describe('that a filter narrows by the record itself', () => {
    const suggested = async (asked: Readonly<Record<string, string | readonly string[]>>, visit = admin) => {
      const found = await suggestions(visit, { object: 'visit__c', field: 'contact__c' }, asked)
      return found.flatMap(({ id, name }) => (id === '' ? [] : [name])).sort()
    }

    for (const q of ['', 'of'])
      it(`suggest what goes with the form as it is, ${q === '' ? 'before' : 'while'} somebody types`, async () => {
        expect(await suggested({ q, 'source.account__c': [ids.North as string, 'North'] })).to.deep.equal([
          'Of North',
        ])
        expect(await suggested({ q, 'source.account__c': ['', 'South'] })).to.deep.equal(['Of South'])
        expect(await suggested({ q, 'source.account__c': ['', ''] })).to.deep.equal([])
      })

    it('suggest what goes with the stored record, where the form does not say', async () => {
      expect(await suggested({ record: ids.visit as string })).to.deep.equal(['Of South'])
    })

    it('suggest all where nobody can say: the save does', async () => {
      expect(await suggested({ q: 'of' })).to.deep.equal(['Of North', 'Of South'])
      expect(await suggested({ q: 'of', 'source.account__c': ['', 'Nobody of that name'] })).to.have.lengthOf(
        2,
      )
      const access = {
        ...admin.session.access,
        key: 'no account',
        field: ({ name }: { name: string }) => name !== 'account__c',
      }
      const blind = { ...admin, session: { ...admin.session, access } } as Visit
      expect(await suggested({ q: 'of', record: ids.visit as string }, blind)).to.have.lengthOf(2)
      expect(await html(await newRecordPage(blind, 'visit__c', {}))).not.to.include('data-sources')
    })
  })

  describe('whose record is not there yet', () => {
    const offered = async (visit: Visit, text: string) => {
      const all = await suggestions(visit, { object: 'visit__c', field: 'contact__c' }, { q: text })
      return all.filter(({ id }) => id === '').map(({ name, create }) => [name, create])
    }

    it('offer to make it, to those who may', async () => {
      expect(await offered(admin, 'Zed')).to.deep.equal([
        ['New Contact “Zed”', '/lightning/o/Contact/new?LastName=Zed'],
      ])
      expect(await offered(admin, '')).to.deep.equal([['New Contact', '/lightning/o/Contact/new']])
      const access = {
        ...admin.session.access,
        key: 'no contacts',
        object: (_: unknown, right: string) => right === 'read',
      }
      expect(
        await offered({ ...admin, session: { ...admin.session, access } } as Visit, 'Zed'),
      ).to.deep.equal([])
    })

    it('lead to its form without a script, and come back with it', async () => {
      const visit = { ...admin, url: '/lightning/o/visit__c/new?Name=Now' }
      const page = await html(await newRecordPage(visit, 'visit__c', { Name: 'Now' }))
      const [, link = ''] = /<noscript><a [^>]*href="([^"]*Contact[^"]*)"/.exec(page) ?? []
      const given = Object.fromEntries(new URLSearchParams(link.replaceAll('&amp;', '&').split('?')[1]))
      expect(given).to.deep.equal({ retURL: visit.url, retField: 'contact__c' })
      const outcome = await createRecord(admin, 'Contact', { LastName: 'Fresh', ...given }, noHooks)
      if (!('address' in outcome)) throw new Error('It was not saved.')
      const back = new URLSearchParams(outcome.address.split('?')[1])
      expect(back.get('Name')).to.equal('Now')
      const again = await newRecordPage(admin, 'visit__c', Object.fromEntries(back))
      expect(await html(again)).to.include('value="Fresh"')
    })
  })

  it('begin with what the user is: a designer orders for the own account', async () => {
    const type = org.org.model.objects.get('account')?.recordTypes.get('hardware_designer')?.id
    const [account = ''] = await insertRecords(org, 'Account', { Name: 'Own Designs', RecordTypeId: type })
    const [contact] = await insertRecords(org, 'Contact', { LastName: 'Maker', AccountId: account })
    const designer = await visitAs(org, 'Hardware_Designer', { ContactId: contact })
    const form = await newRecordPage(designer, 'Order', {})
    expect(await html(form))
      .to.include(`name="AccountId" value="${account}"`)
      .and.include('value="Own Designs"')
    expect(await html(await newRecordPage(admin, 'Order', {}))).to.include('name="AccountId" value=""')
  })
})
