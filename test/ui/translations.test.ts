import { expect } from 'chai'
import type { FieldModel, ObjectModel } from '../../server/metadata/org-model.ts'
import { modelInWords } from '../../server/org/words.ts'
import { describeObject } from '../../server/records/describe.ts'
import { noHooks } from '../../server/records/hooks.ts'
import { write } from '../../server/records/write.ts'
import { findTarget } from '../../server/ui/find-target.ts'
import { listPage } from '../../server/ui/pages/list.ts'
import { suggestions } from '../../server/ui/pages/lookup.ts'
import { newRecordPage } from '../../server/ui/pages/new-record.ts'
import { recordPage } from '../../server/ui/pages/record.ts'
import { sharingPage } from '../../server/ui/pages/sharing.ts'
import { nameOf } from '../../server/ui/record-name.ts'
import { renderPage } from '../../server/ui/render.ts'
import type { Page, Visit } from '../../server/ui/visit.ts'
import { createTestOrg, type TestOrg } from '../support/test-org.ts'
import { adminVisit, insertOrder, visitAs } from './visits.ts'

const html = ({ template, model }: Page): Promise<string> => renderPage(template, model)

describe('labels of metadata', () => {
  let org: TestOrg
  let polish: Visit
  let admin: Visit
  let order: string
  before(async function () {
    this.timeout(60_000)
    org = await createTestOrg()
    admin = await adminVisit(org)
    polish = await visitAs(org, 'Operations', { LanguageLocaleKey: 'pl', LocaleSidKey: 'pl_PL' })
    order = await insertOrder(org)
  })
  after(() => org?.dispose())

  it('are in the language of the viewer: tabs, lists, columns, values, sections, guidance', async () => {
    const list = await html(await listPage(polish, { object: 'Order', filterName: 'Pending_Validation' }))
    for (const words of ['Zamówienia', 'Oczekujące na weryfikację', 'Oczekiwana kwota', 'Operacje'])
      expect(list).to.include(words)
    const page = await html(await recordPage(polish, { object: 'Order', id: order }))
    for (const words of [
      'OCZEKUJE NA WERYFIKACJĘ',
      'Przetarg',
      'Dział operacyjny sprawdza zapytanie',
      'Ostatnio zmieni',
    ])
      expect(page).to.include(words)
    expect(page).not.to.include('Expected Amount').and.not.to.include('AWAITING PROPOSALS<')
    const form = await html(await newRecordPage(polish, 'payment__c', {}))
    expect(form).to.include('<option value="Full Price">Pełna cena</option>').and.include('Termin płatności')
  })

  it('stay as they are for everybody else', async () => {
    const page = await html(await recordPage(admin, { object: 'Order', id: order }))
    expect(page).to.include('Expected Amount').and.not.to.include('Oczekiwana')
  })

  it('stay as they are where a language says nothing of them', async () => {
    const german = await visitAs(org, 'Operations', { LanguageLocaleKey: 'de' })
    const described = (visit: Visit, name: string) =>
      JSON.parse(describeObject(modelInWords(visit.session), admin.session.access, name)) as {
        label: string
        fields: { name: string; label: string; picklistValues: { label: string }[] }[]
      }
    expect(described(german, 'Lead').label).to.equal('Lead')
    const { label, fields } = described(german, 'Order')
    expect(label).to.equal('Auftrag')
    const status = fields.find(({ name }) => name === 'Status')
    expect(status?.picklistValues[0]?.label).to.equal('WARTET AUF PRÜFUNG')
  })

  it('are the messages of validation rules, too', async () => {
    const save = async ({ session }: Visit) => {
      const request = { object: 'Order', operation: 'update', allOrNone: true } as const
      const [result] = await write(
        session,
        { ...request, records: [{ Id: order, Status: 'CLOSED' }] },
        noHooks,
      )
      return result?.errors.map(({ message }) => message).join(' ')
    }
    expect(await save(polish)).to.include('Zamówienie nie może przejść z obecnego statusu')
    expect(await save(admin)).to.include('An order cannot go from the status')
  })

  describe('of what decides over access', () => {
    let chief: Visit
    before(async () => {
      chief = await visitAs(org, 'System_Administrator', { LanguageLocaleKey: 'pl', LocaleSidKey: 'pl_PL' })
    })
    const profileOf = ({ session }: Visit, name: string) => session.org.model.profiles.get(name)?.id ?? ''

    it('are the names of the records that show it: on pages, in lists, beside lookups', async () => {
      const id = profileOf(chief, 'hardware_designer')
      const profile = await html(await recordPage(chief, { object: 'Profile', id }))
      for (const words of ['Projektant sprzętu | Profil', 'Projektant z zewnątrz'])
        expect(profile).to.include(words)
      expect(profile).not.to.include('Hardware Designer').and.not.to.include('A designer from outside')
      const user = await html(await recordPage(chief, { object: 'User', id: chief.viewer.userId }))
      expect(user).to.include('Administrator systemu').and.not.to.include('System Administrator')
      const list = await html(await listPage(chief, { object: 'PermissionSet' }))
      expect(list).to.include('Podgląd przetargów').and.not.to.include('View Tenders')
      expect(await html(await recordPage(admin, { object: 'Profile', id }))).to.include('Hardware Designer')
    })

    it('have no name for whom the field of the name is hidden from', () => {
      const object = modelInWords(chief.session).objects.get('profile') as ObjectModel
      const Id = profileOf(chief, 'hardware_designer')
      expect(nameOf(object, { Id, Name: 'Hardware Designer' })).to.equal('Projektant sprzętu')
      expect(nameOf(object, { Id })).to.equal(Id)
    })

    it('is found by its name in either language', async () => {
      const found = async (visit: Visit, q: string) =>
        (await suggestions(visit, { object: 'User', field: 'ProfileId' }, { q })).flatMap(({ id, name }) =>
          id === '' ? [] : [name],
        )
      expect(await found(chief, 'projektant')).to.deep.equal(['Projektant sprzętu'])
      expect(await found(chief, 'hardware')).to.deep.equal(['Projektant sprzętu'])
      expect(await found(admin, 'projektant')).to.deep.equal([])
      expect(await found(admin, 'hardware')).to.deep.equal(['Hardware Designer'])
    })

    it('is what a form takes for the record, as it showed it', async () => {
      const { session, viewer } = chief
      const field = session.org.model.objects.get('user')?.fields.get('profileid') as FieldModel
      const typed = (text: string) => findTarget(['', text], { session, viewer, field })
      const value = profileOf(chief, 'manufacturer')
      expect(await typed('producent')).to.deep.equal({ value })
      expect(await typed('Manufacturer')).to.deep.equal({ value })
    })

    it('is called by its label where reasons are told', async () => {
      const open = await insertOrder(org)
      const record = { Id: open, Status: 'AWAITING PROPOSALS' }
      await write(
        org.session,
        { object: 'Order', operation: 'update', records: [record], allOrNone: true },
        noHooks,
      )
      const { model } = await sharingPage(polish, { object: 'Order', id: open })
      const { rights } = model as { readonly rights: readonly { readonly reasons: readonly string[] }[] }
      expect(rights[0]?.reasons.join('\n')).to.include('Profil Operacje: ')
    })
  })

  it('are compiled once for a model and a language', async () => {
    const other = await visitAs(org, 'Sales', { LanguageLocaleKey: 'pl' })
    expect(modelInWords(other.session)).to.equal(modelInWords(polish.session))
    expect(modelInWords(admin.session)).to.equal(org.org.model)
  })
})
