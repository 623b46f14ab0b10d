import { expect } from 'chai'
import { noHooks } from '../../server/records/hooks.ts'
import { editListPage, saveList } from '../../server/ui/pages/edit-list.ts'
import { editRecordPage, updateRecord } from '../../server/ui/pages/edit-record.ts'
import { createRecord, newRecordPage } from '../../server/ui/pages/new-record.ts'
import { saveSavedView } from '../../server/ui/pages/saved-view.ts'
import { renderPage } from '../../server/ui/render.ts'
import type { Page, Visit } from '../../server/ui/visit.ts'
import { besideStandard, createTestOrg, type TestOrg } from '../support/test-org.ts'
import { adminVisit, insertRecords } from './visits.ts'

const html = ({ template, model }: Page): Promise<string> => renderPage(template, model)

const picklist = (label: string, names: readonly string[], more: object = {}): object => ({
  label,
  type: 'Picklist',
  valueSet: {
    restricted: true,
    valueSetDefinition: { value: names.map(fullName => ({ fullName })) },
    ...more,
  },
})

const FILES = {
  'objects/shop__c/object.json': {
    ...{ label: 'Shop', pluralLabel: 'Shops' },
    nameField: { type: 'Text', label: 'Shop Name' },
  },
  'objects/shop__c/fields/country__c.json': picklist('Country', ['Georgia', 'Poland']),
  'objects/shop__c/fields/city__c.json': picklist('City', ['Tbilisi', 'Batumi', 'Gdynia'], {
    controllingField: 'country__c',
    valueSettings: [
      { controllingFieldValue: ['Georgia'], valueName: 'Tbilisi' },
      { controllingFieldValue: ['Georgia'], valueName: 'Batumi' },
      { controllingFieldValue: ['Poland'], valueName: 'Gdynia' },
    ],
  }),
}

describe('choices that depend on another field', () => {
  let org: TestOrg
  let admin: Visit
  let id: string

  /** Values that can be chosen in a control of the page. */
  const choices = async (page: Page, control: string): Promise<readonly string[]> => {
    const select = new RegExp(`<select[^>]* name="${control}"[^>]*>(.*?)</select>`, 's').exec(
      await html(page),
    )
    return [...(select?.[1] ?? '').matchAll(/<option value="([^"]+)"/g)].map(([, value]) => value as string)
  }

  before(async function () {
    this.timeout(60_000)
    org = await createTestOrg(await besideStandard(FILES))
    admin = await adminVisit(org)
    ;[id = ''] = await insertRecords(org, 'shop__c', {
      Name: 'North',
      country__c: 'Georgia',
      city__c: 'Batumi',
    })
  })
  after(() => org?.dispose())

  it('are all there where the form has both, with what the browser needs to follow', async () => {
    const page = await newRecordPage(admin, 'shop__c', {})
    expect(await choices(page, 'city__c')).to.deep.equal(['Tbilisi', 'Batumi', 'Gdynia'])
    expect(await html(page))
      .to.include('data-follows="country__c"')
      .and.include('Choices depend on Country')
      .and.include('aria-describedby="field-city__c-follows"')
  })

  it('are said by the server when they do not go together', async () => {
    const sent = { Name: 'South', country__c: 'Poland', city__c: 'Batumi' }
    const outcome = await createRecord(admin, 'shop__c', sent, noHooks)
    if (!('page' in outcome)) throw new Error('It was saved.')
    expect(await html(outcome.page))
      .to.include('href="#field-city__c"')
      .and.include('What Country says offers: Gdynia.')
      .and.include('<option value="Batumi" selected>')
  })

  it('are those of the stored record where the form has no control that offers them', async () => {
    const page = await editRecordPage(admin, { object: 'shop__c', id }, { fields: 'city__c' })
    expect(await choices(page, 'city__c')).to.deep.equal(['Tbilisi', 'Batumi'])
  })

  it('come along where the field that offers them is changed alone', async () => {
    const page = await editRecordPage(admin, { object: 'shop__c', id }, { fields: 'country__c' })
    expect(await choices(page, 'country__c')).to.have.lengthOf(2)
    expect(await choices(page, 'city__c')).to.have.lengthOf(3)
    // A card that is dragged on a board sends one of both.
    const opened = JSON.stringify({ country__c: ['Georgia'] })
    const sent = { fields: 'country__c', country__c: 'Poland', _opened: opened }
    const outcome = await updateRecord(admin, { object: 'shop__c', id }, sent, noHooks)
    if (!('page' in outcome)) throw new Error('It was saved.')
    expect(await html(outcome.page)).to.include('“Batumi” is not a value of this picklist.')
  })

  it('follow in the rows of a list, where the other column is there and where it is not', async () => {
    const listOf = async (...column: readonly string[]) => {
      const saved = await saveSavedView(admin, 'shop__c', { label: column.join(), column })
      const address = 'address' in saved ? saved.address : ''
      return {
        object: 'shop__c',
        filterName: new URLSearchParams(address.split('?')[1]).get('filterName') ?? '',
      }
    }
    const both = await editListPage(admin, await listOf('Name', 'country__c', 'city__c'))
    expect(await choices(both, `${id}.city__c`)).to.have.lengthOf(3)
    expect(await html(both)).to.include('data-follows="country__c"')
    const request = await listOf('Name', 'city__c')
    expect(await choices(await editListPage(admin, request), `${id}.city__c`)).to.deep.equal([
      'Tbilisi',
      'Batumi',
    ])
    const sent = {
      id,
      [`${id}.Name`]: 'North',
      [`${id}.city__c`]: 'Gdynia',
      [`${id}._opened`]: '{"Name":["North"]}',
    }
    const outcome = await saveList(admin, request, sent, noHooks)
    if (!('page' in outcome)) throw new Error('It was saved.')
    expect(await html(outcome.page)).to.include('“Gdynia” is not a value of this picklist.')
  })
})
