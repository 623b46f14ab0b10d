import { expect } from 'chai'
import { type AtelierError, problemOf } from '../../server/kernel/errors.ts'
import { say } from '../../server/kernel/message.ts'
import { noHooks } from '../../server/records/hooks.ts'
import { performMassAction } from '../../server/records/mass/perform-mass-action.ts'
import { hasText } from '../../server/records/query/conditions.ts'
import { readRecords } from '../../server/records/read-records.ts'
import { write } from '../../server/records/write.ts'
import { translatePgError } from '../../server/storage/pg-errors.ts'
import type { FormBody } from '../../server/ui/form-input.ts'
import { objectOf } from '../../server/ui/object-of.ts'
import type { Outcome } from '../../server/ui/outcome.ts'
import { deleteRecord } from '../../server/ui/pages/delete-record.ts'
import { startMassAction } from '../../server/ui/pages/mass-action.ts'
import { massProgressPage } from '../../server/ui/pages/mass-progress.ts'
import { createRecord } from '../../server/ui/pages/new-record.ts'
import { problemPage } from '../../server/ui/pages/problem.ts'
import { recordPage } from '../../server/ui/pages/record.ts'
import { sharingPage } from '../../server/ui/pages/sharing.ts'
import { errorText, problemText } from '../../server/ui/problem-text.ts'
import { renderPage } from '../../server/ui/render.ts'
import type { Page, Visit } from '../../server/ui/visit.ts'
import { createTestOrg, type TestOrg } from '../support/test-org.ts'
import { insertOrder, insertRecords, visitAs } from './visits.ts'

const NOTHING = { changes: new Map() }
const html = ({ template, model }: Page): Promise<string> => renderPage(template, model)

const pageOf = (outcome: Outcome): Page => {
  if ('page' in outcome) return outcome.page
  throw new Error('It was saved.')
}

/** `Cena: Uzupełnij to pole.`, as the summary of the form has it. */
function summaryOf({ model }: Page): readonly string[] {
  const { summary } = (model as { form: { summary: { label: string; message: string }[] } }).form
  return summary.map(({ label, message }) => `${label}: ${message.replace(/801\w{15}/, '801…')}`)
}

describe('what is wrong with a record', () => {
  let org: TestOrg
  let polish: Visit
  let german: Visit
  let english: Visit
  before(async function () {
    this.timeout(60_000)
    org = await createTestOrg('metadata', { largestFile: 1024 * 1024 })
    polish = await visitAs(org, 'Operations', { LanguageLocaleKey: 'pl', LocaleSidKey: 'pl_PL' })
    german = await visitAs(org, 'Operations', { LanguageLocaleKey: 'de', LocaleSidKey: 'de_DE' })
    english = await visitAs(org, 'Operations')
    await insertOrder(org)
    const [account = ''] = await insertRecords(org, 'Account', { Name: 'Twice' })
    const taken = { AccountId: account, EffectiveDate: '2099-01-01', external_id__c: 'SPA1' }
    await insertRecords(org, 'Order', taken)
  })
  after(() => org?.dispose())

  const ORDER = { AccountId: ['', 'Northlight'], EffectiveDate: '2099-01-01', Status: 'PENDING VALIDATION' }

  const SAVES: readonly {
    readonly given: string
    readonly object?: string
    readonly fields: FormBody
    readonly pl: readonly string[]
    readonly de: readonly string[]
  }[] = [
    {
      given: 'what a record must have is left blank',
      object: 'payment__c',
      fields: { kind__c: 'Full Price', status__c: 'Requested' },
      pl: ['Kwota: Uzupełnij to pole.', 'Zamówienie: Uzupełnij to pole.'],
      de: ['Betrag: Füllen Sie dieses Feld aus.', 'Auftrag: Füllen Sie dieses Feld aus.'],
    },
    {
      given: 'an amount is no number',
      fields: { ...ORDER, expected_amount__c: 'many' },
      pl: ['Oczekiwana kwota: Nieprawidłowa wartość: „many”. Podaj liczbę, np. 1200,50.'],
      de: ['Erwarteter Betrag: Ungültiger Wert: „many“. Geben Sie eine Zahl an, z. B. 1200,50.'],
    },
    {
      given: 'an amount is too large',
      fields: { ...ORDER, expected_amount__c: '12345678901234567' },
      pl: [
        'Oczekiwana kwota: Liczba poza dozwolonym zakresem: 12345678901234567. Maksymalna liczba cyfr przed przecinkiem: 16.',
      ],
      de: [
        'Erwarteter Betrag: Zahl außerhalb des zulässigen Bereichs: 12345678901234567. Vor dem Komma sind höchstens 16 Stellen erlaubt.',
      ],
    },
    {
      given: 'a text is too long',
      fields: { ...ORDER, title__c: 'x'.repeat(256) },
      pl: ['Tytuł: Tekst jest za długi (limit znaków: 255).'],
      de: ['Titel: Der Text ist zu lang (höchstens 255 Zeichen).'],
    },
    {
      given: 'there is no such day',
      fields: { ...ORDER, EffectiveDate: '2099-02-31' },
      pl: [
        'Data rozpoczęcia: Nieprawidłowa wartość: „2099-02-31”. Nie ma takiego dnia. Liczba dni w tym miesiącu: 28.',
      ],
      de: ['Auftragsbeginn: Ungültiger Wert: „2099-02-31“. Diesen Tag gibt es nicht: Der Monat hat 28 Tage.'],
    },
    {
      given: 'a picklist has no such value',
      fields: { ...ORDER, currency__c: 'XXX' },
      pl: ['Waluta: „XXX” nie jest wartością tej listy wyboru. Dozwolone wartości: GEL, USD, EUR.'],
      de: ['Währung: „XXX“ ist kein Wert dieser Auswahlliste. Erlaubt sind: GEL, USD, EUR.'],
    },
    {
      given: 'another record has the value of a unique field',
      fields: { ...ORDER, external_id__c: 'SPA1' },
      pl: ['Numer przetargu: Rekord 801… ma już tę wartość.'],
      de: ['Ausschreibungsnummer: Der Datensatz 801… hat diesen Wert schon.'],
    },
    {
      given: 'nobody is called so',
      fields: { ...ORDER, AccountId: ['', 'Nobody'] },
      pl: ['Konto: Nie znaleziono rekordu „Nobody” (Konto).'],
      de: ['Account: „Nobody“ wurde nicht gefunden (Account).'],
    },
    {
      given: 'the filter of a lookup lets the record not through: it says why itself',
      fields: { ...ORDER, manufacturer__c: ['', 'Northlight'] },
      pl: ['Producent: Wybierz konto o typie rekordu Producent.'],
      de: ['Hersteller: Wählen Sie einen Account vom Typ Hersteller.'],
    },
    {
      given: 'a validation rule refuses it: it says why itself',
      fields: { ...ORDER, Status: 'CLOSED' },
      pl: [
        'Status: Nowe zamówienie oczekuje na weryfikację lub na oferty; do dalszych statusów dochodzi krok po kroku.',
      ],
      de: [
        'Status: Ein neuer Auftrag wartet auf Prüfung oder auf Angebote; die späteren Status erreicht er Schritt für Schritt.',
      ],
    },
  ]

  for (const { given, object = 'Order', fields, pl, de } of SAVES)
    it(`is said in the language of the viewer when ${given}`, async () => {
      const save = (visit: Visit) => createRecord(visit, object, fields, noHooks)
      expect(summaryOf(pageOf(await save(polish)))).to.deep.equal(pl)
      expect(summaryOf(pageOf(await save(german)))).to.deep.equal(de)
    })

  it('names the record that holds another one back', async () => {
    const [account = ''] = await insertRecords(org, 'Account', { Name: 'Kept' })
    const held = { AccountId: account, EffectiveDate: '2099-01-01' }
    const [id = ''] = await insertRecords(org, 'Order', held)
    const [{ OrderNumber = '' } = {}] = await readRecords(org.session, {
      from: 'Order',
      select: [{ kind: 'field', path: 'OrderNumber' }],
      where: hasText('Id', id),
      scope: 'live',
    })
    const admin = await visitAs(org, 'System_Administrator', { LanguageLocaleKey: 'pl' })
    const page = await html(pageOf(await deleteRecord(admin, { object: 'Account', id: account }, noHooks)))
    expect(page).to.include(
      `Nie można usunąć rekordu Kept, ponieważ są z nim powiązane inne rekordy. Zamówienia: ${OrderNumber}`,
    )
  })

  it('is told record by record when it was done to many, by the label of the field', async () => {
    const [id = ''] = await insertRecords(org, 'Lead', { LastName: 'Long', Company: 'Mass' })
    const admin = await visitAs(org, 'System_Administrator', { LanguageLocaleKey: 'de' })
    const queued: string[] = []
    const enqueue = async (_session: unknown, action: string) => queued.push(action)
    const owner = { action: 'edit', field: 'LastName', LastName: '', id: [id] }
    await startMassAction(admin, 'Lead', owner, enqueue)
    const [action = ''] = queued
    await performMassAction(org.org, action, noHooks, {
      ...{ fence: async () => undefined, signal: new AbortController().signal },
    })
    expect(await html(await massProgressPage(admin, { id: action }))).to.include(
      'Füllen Sie die Pflichtfelder aus: Nachname.',
    )
  })

  const REFUSALS: readonly {
    readonly given: string
    readonly object: string
    readonly record: Readonly<Record<string, unknown>>
    readonly says: string
    readonly api: string
  }[] = [
    {
      given: 'a file is too large',
      object: 'ContentVersion',
      record: { PathOnClient: 'a.txt', VersionData: Buffer.alloc(2_000_000).toString('base64') },
      says: 'Plik jest za duży: dozwolone jest najwyżej 1 MB.',
      api: 'the file has 2000000 bytes',
    },
    {
      given: 'the profile gives no right',
      object: 'Profile',
      record: { Name: 'Mine' },
      says: 'Rekordów obiektu Profil nie zmienia się tutaj.',
      api: 'Records of Profile show the files profiles/*.json',
    },
    {
      given: 'an address is none',
      object: 'Contact',
      record: { LastName: 'X', Email: 'nowhere' },
      says: 'Nieprawidłowy adres e-mail: nowhere.',
      api: 'Email: invalid email address: nowhere',
    },
    {
      given: 'several fields are missing',
      object: 'payment__c',
      record: {},
      says: 'Uzupełnij wymagane pola: ',
      api: 'Required fields are missing: [',
    },
  ]

  for (const { given, object, record, says, api } of REFUSALS)
    it(`is told in Polish on pages, and in English by the API, when ${given}`, async () => {
      const { session, viewer } = await visitAs(org, 'System_Administrator', { LanguageLocaleKey: 'pl' })
      const request = { object, operation: 'insert', records: [record], allOrNone: true } as const
      const [result] = await write(session, request, noHooks)
      const [problem] = result?.errors ?? []
      if (!problem) throw new Error('It was saved.')
      const reader = { language: viewer.language, object: objectOf(session, object) }
      expect(problemText(reader, problem)).to.include(says)
      expect(problem.message).to.include(api)
    })

  it('is said in the language of the viewer when somebody else holds the record', () => {
    const error = translatePgError({ code: '55P03' }) as AtelierError
    expect(errorText(polish.viewer, error)).to.equal(
      'Ktoś inny właśnie zapisuje ten rekord. Spróbuj ponownie.',
    )
    expect(errorText(english.viewer, error)).to.equal('Somebody else is saving this record. Try again.')
    expect(error.message).to.equal('unable to obtain exclusive access to this record')
  })

  it('is told in the language of whoever saves when a hook says it', async () => {
    const problem = { code: 'HOOK', message: 'The tender has ended: the proposal stays as it is.' }
    const hooks = {
      ...noHooks,
      fires: () => true,
      fire: async () => ({ ...NOTHING, problems: new Map([[0, [problem]]]) }),
    }
    const request = {
      object: 'Account',
      operation: 'insert',
      records: [{ Name: 'x' }],
      allOrNone: true,
    } as const
    const said = async ({ session }: Visit) => (await write(session, request, hooks))[0]?.errors[0]?.message
    expect(await said(polish)).to.equal('Przetarg się zakończył: oferty nie można już zmienić.')
    expect(await said(english)).to.equal(problem.message)
  })

  it('is told before a step of the path is taken, in the language of the viewer', async () => {
    const [account = ''] = await insertRecords(org, 'Account', { Name: 'Late' })
    const [id = ''] = await insertRecords(org, 'Order', { AccountId: account, EffectiveDate: '2020-01-01' })
    const page = await html(await recordPage(german, { object: 'Order', id }))
    expect(page).to.include('Was noch nicht möglich ist').and.include('Die Ausschreibung muss mindestens')
    expect(page).not.to.include('The tender must')
  })

  it('is said in the language of the viewer on the page that takes the place of all', async () => {
    const page = await problemPage(
      polish,
      403,
      [problemOf('X', say('You may not share lists with them.'))],
      polish.viewer,
    )
    expect(await html(page)).to.include('Nie możesz udostępniać im list.')
  })
})

describe('why somebody sees a record', () => {
  it('is told in the language of the viewer, with the labels of what decides', async function () {
    this.timeout(60_000)
    const org = await createTestOrg()
    const order = { object: 'Order', id: await insertOrder(org) }
    const reasonsIn = async (language: string): Promise<string> => {
      const visit = await visitAs(org, 'Operations', { LanguageLocaleKey: language })
      const { rights } = (await sharingPage(visit, order)).model as { rights: { reasons: string[] }[] }
      return rights.flatMap(({ reasons }) => reasons).join('\n')
    }
    expect(await reasonsIn('pl')).to.include(
      'Profil Operacje: daje uprawnienie do obiektu Zamówienie: odczyt',
    )
    expect(await reasonsIn('de')).to.include('Profil Abwicklung: erlaubt für Auftrag: Lesen')
    expect(await reasonsIn('en_US')).to.include('Profile Operations: allows read on Order')
    await org.dispose()
  })
})
