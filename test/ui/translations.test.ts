import { expect } from 'chai'
import { modelInWords } from '../../server/org/words.ts'
import { describeObject } from '../../server/records/describe.ts'
import { noHooks } from '../../server/records/hooks.ts'
import { write } from '../../server/records/write.ts'
import { listPage } from '../../server/ui/pages/list.ts'
import { newRecordPage } from '../../server/ui/pages/new-record.ts'
import { recordPage } from '../../server/ui/pages/record.ts'
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

  it('are compiled once for a model and a language', async () => {
    const other = await visitAs(org, 'Sales', { LanguageLocaleKey: 'pl' })
    expect(modelInWords(other.session)).to.equal(modelInWords(polish.session))
    expect(modelInWords(admin.session)).to.equal(org.org.model)
  })
})
