import { expect } from 'chai'
import type { ObjectModel, OrgModel } from '../../server/metadata/org-model.ts'
import { groupsOf } from '../../server/metadata/types/group/compile.ts'
import { pathAssistantOf } from '../../server/metadata/types/path-assistant/compile.ts'
import { rolesOf } from '../../server/metadata/types/role/compile.ts'
import { translateModel } from '../../server/metadata/types/translation/translate-model.ts'
import { BASE, compileFiles, type Files, modelOf } from './compile-files.ts'

const BID = 'base/objects/bid__c'
const MAKER = 'base/objects/maker__c'

interface Scenario {
  readonly given: string
  readonly files: Files
  readonly fact: (model: OrgModel) => unknown
  readonly is: unknown
}

const fieldOf = (model: OrgModel, object: string, field: string) =>
  model.objects.get(object)?.fields.get(field)
const field = (source: Record<string, unknown>): Files => ({
  [`${BID}/fields/x__c.json`]: { label: 'X', ...source },
})
const lookup = (referenceTo: readonly string[], relationshipName: string) => ({
  label: 'L',
  type: 'Lookup',
  referenceTo,
  relationshipName,
})
const PATH = { masterLabel: 'Bids', entityName: 'BID__c', fieldName: 'State__c' }
const x = (model: OrgModel) => fieldOf(model, 'bid__c', 'x__c')

const SCENARIOS: readonly Scenario[] = [
  {
    given: 'an object without a name field',
    files: {},
    fact: model => {
      const { name, type, length, required, custom } = model.objects.get('maker__c')?.nameField ?? {}
      return { name, type, length, required, custom }
    },
    is: { name: 'Name', type: 'Text', length: 80, required: true, custom: false },
  },
  {
    given: 'an AutoNumber name field',
    files: {},
    fact: model => {
      const { name, label, displayFormat, createable, required } =
        model.objects.get('bid__c')?.nameField ?? {}
      return { name, label, displayFormat, createable, required }
    },
    is: { name: 'Name', label: 'Bid Name', displayFormat: 'B-{0000}', createable: false, required: false },
  },
  {
    given: 'a name field of another name',
    files: {
      'standard/package.json': { label: 'Standard', version: '1.0.0' },
      'standard/objects/Task/object.json': {
        label: 'Task',
        pluralLabel: 'Tasks',
        keyPrefix: '00T',
        nameField: { fullName: 'Subject', type: 'Text', required: false },
      },
    },
    fact: model => {
      const object = model.objectsByPrefix.get('00T')
      return [
        object?.name,
        object?.custom,
        object?.nameField.name,
        object?.nameField.required,
        object?.fields.has('name'),
      ]
    },
    is: ['Task', false, 'Subject', false, false],
  },
  {
    given: 'custom objects with activities and notes, in whatever package',
    files: {
      'standard/package.json': { label: 'Standard', version: '1.0.0' },
      ...Object.fromEntries(
        ['Task', 'Note'].flatMap((name, index) => [
          [
            `standard/objects/${name}/object.json`,
            { label: name, pluralLabel: `${name}s`, keyPrefix: `00${index}`, enableActivities: true },
          ],
        ]),
      ),
      'standard/objects/Task/fields/WhatId.json': lookup(['Task'], 'Tasks'),
      'standard/objects/Task/fields/Other__c.json': lookup(['Note'], 'Others'),
      'standard/objects/Note/fields/ParentId.json': lookup(['Task'], 'Notes'),
      'base/objects/maker__c/object.json': { label: 'Maker', pluralLabel: 'Makers', enableActivities: true },
      'base/objects/bid__c/object.json': {
        label: 'Bid',
        pluralLabel: 'Bids',
        enableActivities: true,
        enableNotes: true,
      },
    },
    fact: model => [
      fieldOf(model, 'task', 'whatid')?.referenceTo,
      fieldOf(model, 'task', 'other__c')?.referenceTo,
      fieldOf(model, 'note', 'parentid')?.referenceTo,
      [...(model.objects.get('bid__c')?.children.keys() ?? [])],
    ],
    is: [['Task', 'maker__c', 'bid__c'], ['Note'], ['Task', 'bid__c'], ['tasks', 'notes']],
  },
  {
    given: 'translated values of a set that a package further up has replaced: what it has kept of them',
    files: {
      'base/value-sets/Colours.json': {
        label: 'Colours',
        value: [{ fullName: 'Red' }, { fullName: 'Blue' }],
      },
      'base/translations/pl.json': {
        label: 'Polski',
        valueSets: { Colours: { Red: 'Czerwony', Blue: 'Niebieski' } },
      },
      [`${BID}/fields/x__c.json`]: { label: 'X', type: 'Picklist', valueSet: { valueSetName: 'Colours' } },
      'own/package.json': { label: 'Own', version: '1.0.0', dependsOn: ['base'] },
      'own/value-sets/Colours.json': {
        label: 'Colours',
        value: [{ fullName: 'Red' }, { fullName: 'Green' }],
      },
    },
    fact: model => fieldOf(translateModel(model, 'pl'), 'bid__c', 'x__c')?.values?.map(({ label }) => label),
    is: ['Czerwony', 'Green'],
  },
  {
    given: 'objects without a key prefix',
    files: {},
    fact: model => [...model.objects.values()].map(({ name, keyPrefix, table }) => [name, keyPrefix, table]),
    is: [
      ['maker__c', 'a00', 'maker__c'],
      ['bid__c', 'a01', 'bid__c'],
    ],
  },
  {
    given: 'any object',
    files: {},
    fact: model => model.objects.get('bid__c')?.fieldList.map(({ name }) => name),
    is: [
      'Id',
      'OwnerId',
      'RecordTypeId',
      'CreatedDate',
      'CreatedById',
      'LastModifiedDate',
      'LastModifiedById',
      'SystemModstamp',
      'IsDeleted',
      'Name',
      'price__c',
      'maker__c',
      'state__c',
    ],
  },
  {
    given: 'a Currency without precision and scale',
    files: {},
    fact: model => {
      const { precision, scale, column, system, required } = fieldOf(model, 'bid__c', 'price__c') ?? {}
      return { precision, scale, column, system, required }
    },
    is: { precision: 18, scale: 2, column: 'price__c', system: false, required: true },
  },
  {
    given: 'a Text without a length',
    files: field({ type: 'Text' }),
    fact: model => x(model)?.length,
    is: 255,
  },
  {
    given: 'a lookup',
    files: {},
    fact: model => [
      fieldOf(model, 'bid__c', 'maker__c')?.referenceTo,
      model.objects.get('bid__c')?.parents.get('maker__r')?.name,
      model.objects.get('bid__c')?.parents.get('createdby')?.name,
      model.objects.get('maker__c')?.children.get('bids__r'),
      model.objects.get('maker__c')?.childList.length,
    ],
    is: [
      ['maker__c'],
      'maker__c',
      'CreatedById',
      { object: 'bid__c', field: 'maker__c', name: 'bids__r' },
      1,
    ],
  },
  {
    given: 'a picklist with values of its own',
    files: {},
    fact: model => {
      const { restricted, values } = fieldOf(model, 'bid__c', 'state__c') ?? {}
      return [restricted, values]
    },
    is: [
      true,
      [
        { fullName: 'Open', label: 'Open', default: true, isActive: true },
        { fullName: 'Won', label: 'Won', default: false, isActive: true },
        { fullName: 'Lost', label: 'Lost', default: false, isActive: true },
      ],
    ],
  },
  {
    given: 'a value set that a package replaces, sorted by label',
    files: {
      'base/value-sets/Status.json': { label: 'Status', value: [{ fullName: 'Draft' }] },
      'more/package.json': { label: 'More', version: '1.0.0', dependsOn: ['base'] },
      'more/value-sets/Status.json': {
        label: 'Status',
        sorted: true,
        value: [
          { fullName: 'B', label: 'Zwei', category: 'Draft' },
          { fullName: 'A', label: 'Eins', isActive: false },
        ],
      },
      ...field({ type: 'Picklist', valueSet: { valueSetName: 'status' } }),
    },
    fact: model => [x(model)?.values, x(model)?.restricted],
    is: [
      [
        { fullName: 'A', label: 'Eins', default: false, isActive: false },
        { fullName: 'B', label: 'Zwei', default: false, isActive: true, category: 'Draft' },
      ],
      false,
    ],
  },
  {
    given: 'a record type with fewer values',
    files: {
      [`${BID}/record-types/Small.json`]: {
        label: 'Small',
        default: true,
        picklistValues: [
          { picklist: 'STATE__C', values: [{ fullName: 'won', default: true }, { fullName: 'Open' }] },
        ],
      },
    },
    fact: model => {
      const { id, active, isDefault, picklistValues } =
        model.objects.get('bid__c')?.recordTypes.get('small') ?? {}
      return [id, active, isDefault, picklistValues?.get('state__c')]
    },
    is: ['record-type:bid__c.Small', true, true, { values: ['Won', 'Open'], default: 'Won' }],
  },
  {
    given: 'formulas that use each other, in any order, and a parent',
    files: {
      [`${BID}/fields/a__c.json`]: { label: 'A', type: 'Number', formula: 'b__c + 1' },
      [`${BID}/fields/b__c.json`]: { label: 'B', type: 'Number', formula: 'price__c * 2' },
      [`${BID}/fields/c__c.json`]: { label: 'C', type: 'Text', formula: 'maker__r.d__c' },
      [`${MAKER}/fields/d__c.json`]: { label: 'D', type: 'Text', formula: 'city__c & "!"' },
    },
    fact: model =>
      ['a__c', 'c__c'].map(name => {
        const { column, compiledFormula } = fieldOf(model, 'bid__c', name) ?? {}
        return [column, compiledFormula?.type, compiledFormula?.references]
      }),
    is: [
      [null, 'number', ['price__c']],
      [null, 'text', ['maker__r.city__c']],
    ],
  },
  {
    given: 'a default value',
    files: field({ type: 'DateTime', defaultValue: 'NOW()' }),
    fact: model => x(model)?.compiledDefault?.type,
    is: 'datetime',
  },
  {
    given: 'a lookup filter as a rule',
    files: field({
      type: 'Lookup',
      referenceTo: 'maker__c',
      lookupFilter: { errorMessage: 'No', filter: { '==': [{ var: 'Id' }, { var: '$Source.maker__c' }] } },
    }),
    fact: model => {
      const { active, isOptional, errorMessage, rule } = x(model)?.compiledLookupFilter ?? {}
      return [active, isOptional, errorMessage, rule?.references]
    },
    is: [true, false, 'No', ['Id', '$Source.maker__c']],
  },
  {
    given: 'a lookup filter as filter items',
    files: field({
      type: 'Lookup',
      referenceTo: 'maker__c',
      lookupFilter: {
        active: true,
        booleanFilter: '1 OR (2 AND NOT 3)',
        filterItems: [
          { field: 'maker__c.Id', operation: 'equals', valueField: '$Source.bid__c.maker__c' },
          { field: 'city__c', operation: 'equals', value: 'Tbilisi, Batumi' },
          { field: 'maker__c.Name', operation: 'startsWith', value: 'X' },
        ],
      },
    }),
    fact: model => x(model)?.lookupFilter?.filter,
    is: {
      or: [
        { '==': [{ var: 'Id' }, { var: '$Source.maker__c' }] },
        {
          and: [
            { in: [{ var: 'city__c' }, ['Tbilisi', 'Batumi']] },
            { '!': { startsWith: [{ var: 'Name' }, 'X'] } },
          ],
        },
      ],
    },
  },
  {
    given: 'a summary',
    files: {
      [`${MAKER}/fields/sum__c.json`]: {
        label: 'Sum',
        type: 'Summary',
        summaryOperation: 'sum',
        summaryForeignKey: 'bid__c.maker__c',
        summarizedField: 'bid__c.price__c',
        summaryFilter: { '==': [{ var: 'state__c' }, 'won'] },
      },
    },
    fact: model => {
      const { summarizedType, precision, scale } = fieldOf(model, 'maker__c', 'sum__c') ?? {}
      return [
        { summarizedType, precision, scale },
        model.objects.get('bid__c')?.feedsSummaries.map(({ filter, ...rest }) => [rest, filter?.references]),
      ]
    },
    is: [
      { summarizedType: 'Currency', precision: 18, scale: 2 },
      [
        [
          {
            object: 'maker__c',
            field: 'sum__c',
            operation: 'sum',
            childObject: 'bid__c',
            childLookup: 'maker__c',
            childField: 'price__c',
          },
          ['state__c'],
        ],
      ],
    ],
  },
  {
    given: 'a validation rule',
    files: {
      [`${BID}/validation-rules/R.json`]: {
        errorConditionFormula: 'AND(ISNEW(), maker__r.city__c = $User.City)',
        errorMessage: 'No',
        errorDisplayField: 'PRICE__C',
      },
      'standard/package.json': { label: 'Standard', version: '1.0.0' },
      'base/package.json': { label: 'Base', version: '1.0.0', dependsOn: ['standard'] },
      'standard/objects/User/object.json': { label: 'User', pluralLabel: 'Users', keyPrefix: '005' },
      'standard/objects/User/fields/City.json': { label: 'City', type: 'Text' },
    },
    fact: model =>
      model.objects
        .get('bid__c')
        ?.validationRules.map(one => [
          one.name,
          one.active,
          one.rule.needsPrior,
          one.rule.references,
          one.errorDisplayField,
        ]),
    is: [['R', true, true, ['maker__r.city__c', '$User.City'], 'price__c']],
  },
  {
    given: 'a list view of my own records',
    files: {
      [`${BID}/list-views/Mine.json`]: {
        label: 'Mine',
        filterScope: 'Mine',
        columns: ['name', 'MAKER__R.city__c'],
        filters: [{ field: 'price__c', operation: 'greaterThan', value: '10' }],
        orderBy: [{ field: 'price__c', direction: 'desc' }, { field: 'Name' }],
      },
      'standard/package.json': { label: 'Standard', version: '1.0.0' },
      'base/package.json': { label: 'Base', version: '1.0.0', dependsOn: ['standard'] },
      'standard/objects/User/object.json': { label: 'User', pluralLabel: 'Users', keyPrefix: '005' },
    },
    fact: model => {
      const { columns, filter, orderBy } = model.objects.get('bid__c')?.listViews.get('mine') ?? {}
      return [columns, filter?.references, orderBy]
    },
    is: [
      ['Name', 'maker__r.city__c'],
      ['OwnerId', '$User.Id', 'price__c'],
      [
        { field: 'price__c', descending: true },
        { field: 'Name', descending: false },
      ],
    ],
  },
  {
    given: 'a list view of my own records with a filter that is formula text',
    files: {
      [`${BID}/list-views/Mine.json`]: {
        label: 'Mine',
        filterScope: 'Mine',
        columns: ['Name'],
        filter: 'price__c > 10 || ISBLANK(price__c)',
      },
      'standard/package.json': { label: 'Standard', version: '1.0.0' },
      'base/package.json': { label: 'Base', version: '1.0.0', dependsOn: ['standard'] },
      'standard/objects/User/object.json': { label: 'User', pluralLabel: 'Users', keyPrefix: '005' },
    },
    fact: model => model.objects.get('bid__c')?.listViews.get('mine')?.filter?.logic,
    is: {
      and: [
        { '==': [{ var: 'OwnerId' }, { var: '$User.Id' }] },
        { or: [{ '>': [{ var: 'price__c' }, 10] }, { isBlank: [{ var: 'price__c' }] }] },
      ],
    },
  },
  {
    given: 'a list view that is a board and a calendar, for partners',
    files: {
      [`${BID}/list-views/Won.json`]: {
        label: 'Won',
        columns: ['Name'],
        kanban: { groupBy: 'STATE__c', summarize: 'price__c' },
        calendar: { startField: 'createddate' },
        sharedTo: { allPartnerUsers: true },
      },
    },
    fact: model => model.objects.get('bid__c')?.listViews.get('won'),
    is: {
      name: 'Won',
      label: 'Won',
      columns: ['Name'],
      orderBy: [],
      kanban: { groupBy: 'state__c', summarize: 'price__c' },
      calendar: { startField: 'CreatedDate' },
      sharedTo: { kind: 'allPartnerUsers' },
    },
  },
  {
    given: 'paths: for one record type, for the others, and one that is switched off',
    files: {
      [`${BID}/record-types/Big.json`]: { label: 'Big' },
      'base/path-assistants/Big_Bids.json': { ...PATH, recordTypeName: 'BIG' },
      'base/path-assistants/Bids.json': {
        ...PATH,
        recordTypeName: '__MASTER__',
        pathAssistantSteps: [
          { picklistValueName: 'WON', fieldNames: ['PRICE__c', 'maker__r.city__c'], info: 'Tell the maker.' },
        ],
      },
      'base/path-assistants/Old.json': { ...PATH, active: false },
    },
    fact: model => [
      pathAssistantOf(model, 'bid__c', 'Big')?.name,
      pathAssistantOf(model, 'bid__c', 'Small')?.name,
      pathAssistantOf(model, 'bid__c'),
      pathAssistantOf(model, 'maker__c'),
    ],
    is: [
      'Big_Bids',
      'Bids',
      {
        name: 'Bids',
        label: 'Bids',
        object: 'bid__c',
        field: 'state__c',
        steps: new Map([['Won', { fields: ['price__c', 'maker__r.city__c'], info: 'Tell the maker.' }]]),
      },
      undefined,
    ],
  },
  {
    given: 'a layout',
    files: {
      [`${MAKER}/layouts/Maker_Layout.json`]: {
        layoutSections: [
          {
            label: 'S',
            layoutColumns: [
              { layoutItems: [{ field: 'name', behavior: 'Required' }, { emptySpace: true }] },
              {},
            ],
          },
        ],
        relatedLists: [{ relatedList: 'BIDS__R', fields: ['Name', 'price__c'] }],
      },
    },
    fact: model => model.objects.get('maker__c')?.layouts.get('maker_layout'),
    is: {
      name: 'Maker_Layout',
      package: 'base',
      label: 'Maker Layout',
      multiStep: false,
      fileUpload: false,
      sections: [{ label: 'S', columns: [[{ field: 'Name', behavior: 'Required' }], []] }],
      relatedLists: [{ relationship: 'bids__r', columns: ['Name', 'price__c'] }],
    },
  },
  {
    given: 'an app, a profile, roles and groups',
    files: {
      'base/apps/Bids.json': { label: 'Bids', tabs: ['standard-home', 'bid__c'] },
      [`${BID}/layouts/Bid_Layout.json`]: { layoutSections: [] },
      'base/profiles/System Administrator.json': {
        label: 'Admin',
        objectPermissions: [{ object: 'bid__c', allowRead: true, allowCreate: true, allowEdit: true }],
        fieldPermissions: [{ field: 'Bid__c.price__c', readable: true }],
        layoutAssignments: [{ layout: 'bid__c.Bid_Layout' }],
        userPermissions: [
          { name: 'ApiEnabled', enabled: true },
          { name: 'ViewSetup', enabled: false },
        ],
      },
      'base/roles/Boss.json': { label: 'Boss' },
      'base/roles/Clerk.json': { label: 'Clerk', parentRole: 'boss' },
      'base/groups/All.json': { label: 'All', roles: ['Boss'] },
    },
    fact: model => [
      model.apps.get('bids'),
      model.profiles.get('system administrator'),
      rolesOf(model).get('clerk'),
      groupsOf(model).get('all'),
    ],
    is: [
      { name: 'Bids', label: 'Bids', tabs: ['standard-home', 'bid__c'] },
      {
        id: 'profile:System Administrator',
        name: 'System Administrator',
        label: 'Admin',
        objects: new Map([
          [
            'bid__c',
            {
              read: true,
              create: true,
              edit: true,
              delete: false,
              viewAll: false,
              modifyAll: false,
              viewAllFields: false,
            },
          ],
        ]),
        fields: new Map([['bid__c.price__c', { read: true, edit: false }]]),
        recordTypes: new Map(),
        apps: new Map(),
        layouts: new Map([['bid__c', 'Bid_Layout']]),
        tabs: new Map(),
        permissions: new Set(['ApiEnabled']),
        userType: 'Standard',
      },
      {
        id: 'role:Clerk',
        name: 'Clerk',
        label: 'Clerk',
        parentRole: 'Boss',
        contactAccess: 'None',
        opportunityAccess: 'None',
        caseAccess: 'None',
      },
      { id: 'group:All', name: 'All', label: 'All', doesIncludeBosses: true, roles: ['Boss'], groups: [] },
    ],
  },
  {
    given: 'renamed fields, objects and values',
    files: {
      ...field({
        type: 'Picklist',
        formerly: ['y__c'],
        valueSet: { valueSetDefinition: { value: [{ fullName: 'B', formerly: ['A'] }] } },
      }),
      'base/objects/new__c/object.json': { label: 'New', pluralLabel: 'New', formerly: ['old__c'] },
    },
    fact: model => [x(model)?.formerly, model.objects.get('new__c')?.formerly, x(model)?.values],
    is: [
      ['y__c'],
      ['old__c'],
      [{ fullName: 'B', label: 'B', default: false, isActive: true, formerly: ['A'] }],
    ],
  },
]

describe('The org model', () => {
  for (const { given, files, fact, is } of SCENARIOS) {
    it(`given ${given}, says so`, async () => {
      expect(fact(await modelOf(files))).to.deep.equal(is)
    })
  }

  it('is made of what was deployed, also when such files would be refused by now', async () => {
    const files = {
      ...BASE,
      'base/objects/bid__c/fields/a__c.json': { label: 'A', type: 'Text', formerly: ['b__c', 'a__c'] },
    }
    expect((await compileFiles(files)).problems).to.have.length(1)
    const { model } = await compileFiles(files, { isDeployed: true })
    expect(model?.objects.get('bid__c')?.fields.has('a__c')).to.equal(true)
  })

  it('is frozen to the bottom', async () => {
    const model = await modelOf({})
    const object = model.objects.get('bid__c') as ObjectModel
    expect(() => (model.objects as Map<string, unknown>).set('x', {})).to.throw('frozen')
    expect(() => (object.fields as Map<string, unknown>).delete('name')).to.throw('frozen')
    expect(Object.isFrozen(object)).to.equal(true)
    expect(Object.isFrozen(object.fieldList)).to.equal(true)
    expect(Object.isFrozen(object.fields.get('state__c')?.values?.[0])).to.equal(true)
  })

  it('has the same hash for the same files in any order, and another one for others', async () => {
    const backwards = Object.fromEntries(Object.entries(BASE).reverse())
    const [one, two] = [await compileFiles(BASE), await compileFiles(backwards)]
    expect(one.model?.hash)
      .to.match(/^[0-9a-f]{64}$/)
      .and.equal(two.model?.hash)
    expect((await modelOf(field({ type: 'Date' }))).hash).not.to.equal(one.model?.hash)
  })
})
