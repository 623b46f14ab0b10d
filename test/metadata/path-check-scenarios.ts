import type { CheckScenario } from './check-scenarios.ts'

const FOLDER = 'base/path-assistants'
const path = (more: object = {}): object => ({
  masterLabel: 'Bids',
  entityName: 'bid__c',
  fieldName: 'state__c',
  ...more,
})

export const PATH_SCENARIOS: readonly CheckScenario[] = [
  {
    given: 'a path of an object and one of a field that are not there, and one through what is no picklist',
    files: {
      [`${FOLDER}/A.json`]: path({ entityName: 'bidd__c' }),
      [`${FOLDER}/B.json`]: path({ fieldName: 'stat__c' }),
      [`${FOLDER}/C.json`]: path({ fieldName: 'maker__r.city__c', active: false }),
    },
    problems: [
      `${FOLDER}/A.json:3:17: There is no object "bidd__c". Did you mean "bid__c"? [path-assistant.unknown-object]`,
      `${FOLDER}/B.json:4:16: bid__c has no field "stat__c". Did you mean "state__c"? [path-assistant.unknown-field]`,
      `${FOLDER}/C.json:4:16: maker__r.city__c is no picklist of bid__c, so it has no steps. [path-assistant.not-picklist]`,
    ],
  },
  {
    given: 'a path with steps twice, over what its picklist and its object lack, and a second path beside it',
    files: {
      [`${FOLDER}/A.json`]: path({
        recordTypeName: 'Big',
        pathAssistantSteps: [
          { picklistValueName: 'Open', fieldNames: ['price__c', 'prize__c'] },
          { picklistValueName: 'open' },
          { picklistValueName: 'Wonn', info: 'Celebrate.' },
        ],
      }),
      [`${FOLDER}/B.json`]: path(),
      [`${FOLDER}/C.json`]: path({ recordTypeName: '__MASTER__' }),
      [`${FOLDER}/D.json`]: path({ active: false }),
    },
    problems: [
      `${FOLDER}/A.json:5:21: There is no record type "bid__c.Big". [path-assistant.unknown-record-type]`,
      `${FOLDER}/A.json:11:9: bid__c has no field "prize__c". Did you mean "price__c"? [path-assistant.unknown-field]`,
      `${FOLDER}/A.json:15:28: There is a step for "Open" already. [path-assistant.duplicate]`,
      `${FOLDER}/A.json:18:28: "Wonn" is not a value of bid__c.state__c. Did you mean "Won"? [path-assistant.unknown-value]`,
      `${FOLDER}/C.json:3:17: C is a second path for the same records of bid__c; B is one already. Give it a record type of its own, or say "active": false. [path-assistant.two-paths]`,
    ],
  },
]
