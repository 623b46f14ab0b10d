import type { CheckScenario } from './check-scenarios.ts'

const BID = 'base/objects/bid__c'
const MAKER = 'base/objects/maker__c'

const section = (...fields: readonly string[]): object => ({
  label: 'S',
  layoutColumns: [{ layoutItems: fields.map(field => ({ field })) }],
})

export const PAGE_SCENARIOS: readonly CheckScenario[] = [
  {
    given: 'a layout with a related list twice, sorted by what is not there',
    files: {
      [`${MAKER}/layouts/L.json`]: {
        layoutSections: [section('Name')],
        relatedLists: [
          { relatedList: 'bids__r', sortField: 'prize__c' },
          { relatedList: 'Bids__r', sortField: 'price__c', sortOrder: 'Desc' },
        ],
      },
    },
    problems: [
      `${MAKER}/layouts/L.json:19:20: bid__c has no field "prize__c". Did you mean "price__c"? [layout.unknown-field]`,
      `${MAKER}/layouts/L.json:22:22: bids__r is on the layout twice. [layout.duplicate-related-list]`,
    ],
  },
  {
    given: 'a list view with a column twice, and a filter of the wrong type',
    files: {
      [`${BID}/list-views/V.json`]: {
        label: 'V',
        columns: ['Name', 'price__c', 'PRICE__c'],
        filters: [
          { field: 'state__c', operation: 'equals', value: 'Open' },
          { field: 'price__c', operation: 'greaterThan', value: 'much' },
          { field: 'state__c', operation: 'equals', value: 'Wonn' },
        ],
      },
    },
    problems: [
      `${BID}/list-views/V.json:6:5: price__c is a column twice. [list-view.duplicate-column]`,
      `${BID}/list-views/V.json:14:5: \`>\`: "much" is not a number. [rule.type-mismatch]`,
      `${BID}/list-views/V.json:19:5: \`==\`: The picklist has no value "Wonn". Did you mean "Won"? [rule.unknown-value]`,
    ],
  },
  {
    given: 'a list view as a board and a calendar of what has neither columns nor days, for nobody',
    files: {
      [`${BID}/list-views/V.json`]: {
        label: 'V',
        columns: ['Name'],
        kanban: { groupBy: 'price__c', summarize: 'state__c' },
        calendar: { startField: 'maker__r.CreatedDate', endField: 'ended__c' },
        sharedTo: { role: 'Boss' },
      },
      [`${BID}/list-views/W.json`]: {
        label: 'W',
        columns: ['Name'],
        kanban: { groupBy: 'STATE__c', summarize: 'PRICE__c' },
        calendar: { startField: 'CreatedDate' },
        sharedTo: { group: 'Clerks' },
      },
    },
    problems: [
      `${BID}/list-views/V.json:7:16: price__c is no picklist of the object: a board has no columns by it. [list-view.kanban]`,
      `${BID}/list-views/V.json:8:18: state__c is no number of the object: it has no sum. [list-view.kanban]`,
      `${BID}/list-views/V.json:11:19: maker__r.CreatedDate is no date of the object: a calendar has no place for it. [list-view.calendar]`,
      `${BID}/list-views/V.json:12:17: bid__c has no field "ended__c". [list-view.unknown-field]`,
      `${BID}/list-views/V.json:15:13: There is no role "Boss". [list-view.unknown-role]`,
      `${BID}/list-views/W.json:14:14: There is no group "Clerks". [list-view.unknown-group]`,
    ],
  },
  {
    given: 'a lookup filter and a summary filter with a wrong item',
    files: {
      [`${BID}/fields/x__c.json`]: {
        label: 'X',
        type: 'Lookup',
        referenceTo: 'maker__c',
        lookupFilter: {
          filterItems: [
            { field: 'maker__c.city__c', operation: 'equals', value: 'Tbilisi' },
            { field: 'maker__c.citty__c', operation: 'equals', valueField: '$Source.bid__c.state__c' },
          ],
        },
      },
      [`${MAKER}/fields/n__c.json`]: {
        label: 'N',
        type: 'Summary',
        summaryOperation: 'count',
        summaryForeignKey: 'bid__c.maker__c',
        summaryFilterItems: [
          { field: 'bid__c.state__c', operation: 'equals', value: 'Won' },
          { field: 'bid__c.price__c', operation: 'greaterThan', value: 'much' },
        ],
      },
    },
    problems: [
      `${BID}/fields/x__c.json:12:7: There is no field "citty__c". Did you mean "city__c"? [rule.unknown-field]`,
      `${MAKER}/fields/n__c.json:12:5: \`>\`: "much" is not a number. [rule.type-mismatch]`,
    ],
  },
  {
    given: 'an app that opens what it does not show, and shows something twice',
    files: {
      'base/apps/A.json': {
        label: 'A',
        tabs: ['maker__c', 'standard-home', 'MAKER__c'],
        defaultLandingTab: 'bid__c',
      },
    },
    problems: [
      'base/apps/A.json:6:5: maker__c is a tab twice. [app.duplicate-tab]',
      'base/apps/A.json:8:24: The app opens with "bid__c", which is none of its tabs. [app.landing-tab]',
    ],
  },
  {
    given: 'rights that contradict each other',
    files: {
      'base/permission-sets/P.json': {
        label: 'P',
        objectPermissions: [
          { object: 'bid__c', allowEdit: true },
          { object: 'maker__c', allowRead: true, modifyAllRecords: true },
        ],
        fieldPermissions: [
          { field: 'bid__c.price__c', readable: false, editable: true },
          { field: 'bid__c.Name', readable: true, editable: true },
        ],
        classAccesses: [{ apexClass: 'Nothing', enabled: true }],
      },
    },
    problems: [
      'base/permission-sets/P.json:6:20: "allowEdit" needs "allowRead". [permission-set.contradiction]',
      'base/permission-sets/P.json:11:27: "modifyAllRecords" needs "allowEdit", "allowDelete" and "viewAllRecords". [permission-set.contradiction]',
      'base/permission-sets/P.json:18:19: "editable" needs "readable". [permission-set.contradiction]',
      'base/permission-sets/P.json:23:19: bid__c.Name is set by the engine: nobody can edit it. [permission-set.contradiction]',
      'base/permission-sets/P.json:28:20: There is no hook "Nothing". [permission-set.unknown-hook]',
    ],
  },
  {
    given: 'a profile with two defaults, and a layout of another object',
    files: {
      [`${BID}/record-types/One.json`]: { label: 'One' },
      [`${BID}/record-types/Two.json`]: { label: 'Two' },
      [`${MAKER}/layouts/L.json`]: { layoutSections: [section('Name')] },
      'base/apps/A.json': { label: 'A', tabs: [] },
      'base/apps/B.json': { label: 'B', tabs: [] },
      'base/profiles/Sales.json': {
        label: 'Sales',
        applicationVisibilities: [
          { application: 'A', default: true, visible: true },
          { application: 'B', default: true, visible: false },
        ],
        recordTypeVisibilities: [
          { recordType: 'bid__c.One', visible: true, default: true },
          { recordType: 'bid__c.Two', visible: true, default: true },
        ],
        layoutAssignments: [
          { layout: 'maker__c.L', recordType: 'bid__c.One' },
          { layout: 'maker__c.L' },
          { layout: 'maker__c.L' },
        ],
      },
    },
    problems: [
      'base/profiles/Sales.json:11:18: A second default; A is one already. [profile.two-defaults]',
      'base/profiles/Sales.json:12:18: B is the default, but not visible. [profile.contradiction]',
      'base/profiles/Sales.json:24:18: A second default of bid__c; bid__c.One is one already. [profile.two-defaults]',
      'base/profiles/Sales.json:30:21: bid__c.One is no record type of maker__c. [profile.contradiction]',
      'base/profiles/Sales.json:36:17: maker__c has a layout for that already. [profile.duplicate]',
    ],
  },
  {
    given: 'a record type that says things twice',
    files: {
      [`${BID}/record-types/R.json`]: {
        label: 'R',
        picklistValues: [
          {
            picklist: 'state__c',
            values: [
              { fullName: 'Open', default: true },
              { fullName: 'open' },
              { fullName: 'Won', default: true },
            ],
          },
          { picklist: 'STATE__c', values: [{ fullName: 'Won' }] },
        ],
      },
      [`${BID}/record-types/S.json`]: { label: 'S', active: false, default: true },
    },
    problems: [
      `${BID}/record-types/R.json:12:23: The value "open" is here twice. [value-set.duplicate-value]`,
      `${BID}/record-types/R.json:16:22: "Won" is a second default value; "Open" is one already. [value-set.two-defaults]`,
      `${BID}/record-types/R.json:21:19: state__c is here twice. [record-type.duplicate]`,
      `${BID}/record-types/S.json:4:14: S is the default record type, but not active. [record-type.inactive-default]`,
    ],
  },
  {
    given: 'an object that is searched by what it lacks, and controlled by no parent',
    files: {
      'base/objects/lot__c/object.json': {
        label: 'Lot',
        pluralLabel: 'Lots',
        sharingModel: 'ControlledByParent',
        searchLayouts: {
          searchResultsAdditionalFields: ['Name', 'siez__c'],
          lookupDialogsAdditionalFields: ['size__c'],
        },
      },
      'base/objects/lot__c/fields/size__c.json': { label: 'Size', type: 'Number' },
    },
    problems: [
      'base/objects/lot__c/object.json:4:19: lot__c has no master and no required lookup that could control it. [object.no-parent]',
      'base/objects/lot__c/object.json:8:7: lot__c has no field "siez__c". Did you mean "size__c"? [object.unknown-field]',
    ],
  },
  {
    given: 'a validation rule whose message stands at the field of a parent',
    files: {
      [`${BID}/validation-rules/R.json`]: {
        errorCondition: 'price__c < 0',
        errorMessage: 'No',
        errorDisplayField: 'maker__r.city__c',
      },
    },
    problems: [
      `${BID}/validation-rules/R.json:4:24: A message stands at a field of bid__c itself, not of a parent. [validation-rule.unknown-field]`,
    ],
  },
  {
    given: 'sorting by what cannot be sorted by',
    files: {
      [`${BID}/fields/text__c.json`]: { label: 'Text', type: 'LongTextArea' },
      [`${BID}/list-views/V.json`]: { label: 'V', columns: ['Name'], orderBy: [{ field: 'text__c' }] },
      [`${MAKER}/layouts/L.json`]: {
        layoutSections: [],
        relatedLists: [{ relatedList: 'bids__r', sortField: 'text__c' }],
      },
    },
    problems: [
      `${BID}/list-views/V.json:8:16: text__c is LongTextArea and cannot be sorted by. [list-view.not-sortable]`,
      `${MAKER}/layouts/L.json:6:20: text__c is LongTextArea and cannot be sorted by. [layout.not-sortable]`,
    ],
  },
  {
    given: 'two default record types',
    files: {
      [`${BID}/record-types/One.json`]: { label: 'One', default: true },
      [`${BID}/record-types/Two.json`]: { label: 'Two', default: true },
    },
    problems: [
      `${BID}/record-types/Two.json:3:14: Two is a second default record type of bid__c; One is one already. [record-type.two-defaults]`,
    ],
  },
  {
    given: 'an app with an unknown tab, and a profile that names what is not there',
    files: {
      'base/apps/A.json': { label: 'A', tabs: ['makers__c'] },
      'base/profiles/Sales.json': {
        label: 'Sales',
        applicationVisibilities: [{ application: 'B', visible: true }],
        layoutAssignments: [{ layout: 'maker__c.Main' }],
        classAccesses: [{ apexClass: 'Nothing', enabled: true }],
      },
    },
    problems: [
      'base/apps/A.json:4:5: There is no object "makers__c". Did you mean "maker__c"? [app.unknown-tab]',
      'base/profiles/Sales.json:5:22: There is no app "B". [profile.unknown-app]',
      'base/profiles/Sales.json:11:17: There is no layout "maker__c.Main". [profile.unknown-layout]',
      'base/profiles/Sales.json:16:20: There is no hook "Nothing". [profile.unknown-hook]',
    ],
  },
  {
    given: 'a permission set that names what is not there, twice, and two default apps',
    files: {
      'base/apps/A.json': { label: 'A', tabs: [] },
      'base/apps/B.json': { label: 'B', tabs: [] },
      'base/permission-sets/P.json': {
        label: 'P',
        applicationVisibilities: [
          { application: 'A', default: true, visible: true },
          { application: 'B', default: true, visible: true },
          { application: 'C', visible: true },
        ],
        objectPermissions: [{ object: 'bids__c' }, { object: 'bid__c' }, { object: 'bid__c' }],
        fieldPermissions: [{ field: 'bid__c.prize__c', readable: true }],
        recordTypeVisibilities: [{ recordType: 'bid__c.One', visible: true }],
      },
    },
    problems: [
      'base/permission-sets/P.json:11:18: A second default; A is one already. [permission-set.two-defaults]',
      'base/permission-sets/P.json:15:22: There is no app "C". [permission-set.unknown-app]',
      'base/permission-sets/P.json:21:17: There is no object "bids__c". Did you mean "bid__c"? [permission-set.unknown-object]',
      'base/permission-sets/P.json:27:17: "bid__c" is in objectPermissions twice. [permission-set.duplicate]',
      'base/permission-sets/P.json:32:16: There is no field "bid__c.prize__c". Did you mean "bid__c.price__c"? [permission-set.unknown-field]',
      'base/permission-sets/P.json:38:21: There is no record type "bid__c.One". [permission-set.unknown-record-type]',
    ],
  },
  {
    given: 'a role under one that is not there, and a group of one that is not there',
    files: {
      'base/roles/A.json': { label: 'A', parentRole: 'Chief' },
      'base/groups/G.json': { label: 'G', groups: ['H'] },
    },
    problems: [
      'base/groups/G.json:4:5: There is no group "H". [group.unknown-group]',
      'base/roles/A.json:3:17: There is no role "Chief". [role.unknown-parent]',
    ],
  },
]
