import type { CheckScenario } from './check-scenarios.ts'

const FILE = 'base/translations/pl.json'

export const TRANSLATION_SCENARIOS: readonly CheckScenario[] = [
  {
    given: 'a translation of what is not there',
    files: {
      [FILE]: {
        label: 'Polski',
        objects: {
          bidd__c: { label: 'Oferta' },
          bid__c: {
            label: 'Oferta',
            fields: {
              prise__c: { label: 'Cena' },
              state__c: { values: { Opne: 'Otwarta' }, lookupFilter: { errorMessage: 'Inny' } },
            },
            listViews: { Alle: 'Wszystkie' },
            validationRules: { None: 'Nie' },
          },
        },
        systemFields: { CreatedDat: 'Data utworzenia' },
        valueSets: { Colours: { Red: 'Czerwony' } },
        apps: { Selling: { label: 'Sprzedaż' } },
        jobs: { Nightly: 'Co noc' },
        pathAssistants: { Way: { label: 'Droga' } },
        webForms: { Ask: { label: 'Pytanie' } },
        hookMessages: { 'Never said.': 'Nigdy.' },
      },
    },
    problems: [
      `${FILE}:4:16: There is no object "bidd__c". Did you mean "bid__c"? [translation.unknown]`,
      `${FILE}:10:21: bid__c has no field "prise__c". Did you mean "price__c"? [translation.unknown]`,
      `${FILE}:15:21: bid__c.state__c has no value "Opne". Did you mean "Open"? [translation.unknown]`,
      `${FILE}:17:27: bid__c.state__c has no lookup filter with a message of its own. [translation.unknown]`,
      `${FILE}:23:17: bid__c has no list view "Alle". [translation.unknown]`,
      `${FILE}:26:17: bid__c has no validation rule "None". [translation.unknown]`,
      `${FILE}:31:19: Objects have no system field "CreatedDat". Did you mean "CreatedDate"? [translation.unknown]`,
      `${FILE}:34:16: There is no value set "Colours". [translation.unknown]`,
      `${FILE}:39:16: There is no app "Selling". [translation.unknown]`,
      `${FILE}:44:16: There is no job "Nightly". [translation.unknown]`,
      `${FILE}:47:12: There is no path "Way". [translation.unknown]`,
      `${FILE}:52:12: There is no web form "Ask". [translation.unknown]`,
      `${FILE}:57:20: No hook says "Never said.". [translation.unknown]`,
    ],
  },
  {
    given: 'a translation into no language',
    files: { 'base/translations/Polish.json': { label: 'Polski' } },
    problems: [
      'base/translations/Polish.json:1:1: "Polish" is no code of a language: two small letters, as in pl.json. [translation.language]',
    ],
  },
]
