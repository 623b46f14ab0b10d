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
              state__c: { values: { Opne: 'Otwarta' } },
            },
            listViews: { Alle: 'Wszystkie' },
            validationRules: { None: 'Nie' },
          },
        },
        systemFields: { CreatedDat: 'Data utworzenia' },
        valueSets: { Colours: { Red: 'Czerwony' } },
        apps: { Selling: { label: 'Sprzedaż' } },
        pathAssistants: { Way: { label: 'Droga' } },
      },
    },
    problems: [
      `${FILE}:4:16: There is no object "bidd__c". Did you mean "bid__c"? [translation.unknown]`,
      `${FILE}:10:21: bid__c has no field "prise__c". Did you mean "price__c"? [translation.unknown]`,
      `${FILE}:15:21: bid__c.state__c has no value "Opne". Did you mean "Open"? [translation.unknown]`,
      `${FILE}:20:17: bid__c has no list view "Alle". [translation.unknown]`,
      `${FILE}:23:17: bid__c has no validation rule "None". [translation.unknown]`,
      `${FILE}:28:19: Objects have no system field "CreatedDat". Did you mean "CreatedDate"? [translation.unknown]`,
      `${FILE}:31:16: There is no value set "Colours". [translation.unknown]`,
      `${FILE}:36:16: There is no app "Selling". [translation.unknown]`,
      `${FILE}:41:12: There is no path "Way". [translation.unknown]`,
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
