import { expect } from 'chai'
import { listChecks } from '../../server/metadata/check.ts'
import { AUTH_PROVIDER_SCENARIOS } from './auth-provider-check-scenarios.ts'
import { type CheckScenario, describeChecks, idsOf } from './check-scenarios.ts'
import { BASE, compileFiles, type Files, problemsOf } from './compile-files.ts'
import { FIELD_SCENARIOS } from './field-check-scenarios.ts'
import { PAGE_SCENARIOS } from './page-check-scenarios.ts'
import { PATH_SCENARIOS } from './path-check-scenarios.ts'
import { PERMISSION_SCENARIOS } from './permission-check-scenarios.ts'
import { TRANSLATION_SCENARIOS } from './translation-check-scenarios.ts'
import { WEB_FORM_SCENARIOS } from './web-form-check-scenarios.ts'

const BID = 'base/objects/bid__c'
const MAKER = 'base/objects/maker__c'
const RULE = `${BID}/validation-rules/R.json`

const rule = (errorCondition: unknown): Files => ({ [RULE]: { errorCondition, errorMessage: 'No' } })
const formula = (name: string, text: string, type = 'Number'): Files => ({
  [`${BID}/fields/${name}.json`]: { label: name, type, formula: text },
})
const text = (name: string): Files => ({ [`${BID}/fields/${name}.json`]: { label: 'X', type: 'Text' } })

const SCENARIOS: readonly CheckScenario[] = [
  {
    given: 'a package that is called otherwise than its folder, and objects of one key prefix',
    files: {
      'more/package.json': { name: 'less', label: 'More', version: '1.0.0' },
      'more/objects/a__c/object.json': { label: 'A', pluralLabel: 'A', keyPrefix: 'a77' },
      'more/objects/b__c/object.json': { label: 'B', pluralLabel: 'B', keyPrefix: 'a77' },
    },
    problems: [
      'more/objects/b__c/object.json:4:16: The key prefix a77 belongs to a__c already. [object.key-prefix]',
      'more/package.json:2:11: The package is called "less", but its folder "more". [package.name]',
    ],
  },
  { given: 'nothing wrong', files: {}, problems: [] },
  {
    given: 'a lookup to an unknown object',
    files: { [`${BID}/fields/x__c.json`]: { label: 'X', type: 'Lookup', referenceTo: 'makr__c' } },
    problems: [
      `${BID}/fields/x__c.json:4:18: There is no object "makr__c". Did you mean "maker__c"? [field.unknown-object]`,
    ],
  },
  {
    given: 'an unknown value set',
    files: {
      'base/value-sets/Colours.json': { label: 'Colours', value: [{ fullName: 'Red' }] },
      [`${BID}/fields/x__c.json`]: { label: 'X', type: 'Picklist', valueSet: { valueSetName: 'Colors' } },
    },
    problems: [
      `${BID}/fields/x__c.json:5:21: There is no value set "Colors". Did you mean "Colours"? [field.unknown-value-set]`,
    ],
  },
  {
    given: 'fields of an object that is not there',
    files: { 'base/objects/bidd__c/fields/x__c.json': { label: 'X', type: 'Checkbox' } },
    problems: [
      'base/objects/bidd__c/fields/x__c.json:1:1: The object bidd__c has no object.json in any package. Did you mean "bid__c"? [object.missing]',
    ],
  },
  {
    given: 'a rule with an unknown field',
    files: rule({ '>': [{ var: 'pricee__c' }, 5] }),
    problems: [`${RULE}:5:16: There is no field "pricee__c". Did you mean "price__c"? [rule.unknown-field]`],
  },
  {
    given: 'a rule with an unknown field of the parent',
    files: rule({ '==': [{ var: 'maker__r.citty__c' }, 'Tbilisi'] }),
    problems: [
      `${RULE}:5:16: There is no field "maker__r.citty__c". Did you mean "maker__r.city__c"? [rule.unknown-field]`,
    ],
  },
  {
    given:
      'rules over an owner of which it is not said what it is, over what is none, and over what rules cannot read',
    files: {
      ...rule({ '==': [{ var: 'Owner.Name' }, 'Ada'] }),
      ...formula('a__c', 'Owner:Usr.Name', 'Text'),
      ...formula('b__c', '$Setup.Limits__c.Most__c + 1'),
    },
    problems: [
      `${BID}/fields/a__c.json:4:14: bid__c.OwnerId does not lead to "Usr". (line 1, column 1) Did you mean "User"? [rule.unknown-field]`,
      `${BID}/fields/b__c.json:4:14: Rules cannot read $Setup. (line 1, column 1) There are no custom settings: keep the value in a record, and reach it by a lookup. [rule.unknown-field]`,
      `${RULE}:5:16: Owner may lead to Group, User, so a rule says which. Write Owner:User. [rule.unknown-field]`,
    ],
  },
  {
    given: 'a rule with an unknown operator',
    files: rule({ isNeww: [] }),
    problems: [`${RULE}:2:21: There is no operation "isNeww". Did you mean "isNew"? [rule.unknown-operator]`],
  },
  {
    given: 'a rule that is no condition',
    files: rule({ '+': [{ var: 'price__c' }, 1] }),
    problems: [`${RULE}:2:21: The rule gives a number. It must give a boolean. [rule.type-mismatch]`],
  },
  {
    given: 'a picklist value that is not there',
    files: rule({ '==': [{ var: 'state__c' }, 'Lots'] }),
    problems: [
      `${RULE}:7:7: \`==\`: The picklist has no value "Lots". Did you mean "Lost"? [rule.unknown-value]`,
    ],
  },
  {
    given: 'formulas in a circle',
    files: { ...formula('a__c', 'b__c + 1'), ...formula('b__c', 'c__c * 2'), ...formula('c__c', 'a__c') },
    problems: [
      `${BID}/fields/a__c.json:4:14: The formula needs itself: b__c → c__c → a__c → b__c. (line 1, column 1) [formula.cycle]`,
      `${BID}/fields/b__c.json:4:14: The formula needs itself: c__c → a__c → b__c → c__c. (line 1, column 1) [formula.cycle]`,
      `${BID}/fields/c__c.json:4:14: The formula needs itself: a__c → b__c → c__c → a__c. (line 1, column 1) [formula.cycle]`,
    ],
  },
  {
    given: 'a broken formula that a formula and a rule use',
    files: {
      ...formula('a__c', 'b__c + 1'),
      ...formula('b__c', 'nothing__c * 2'),
      ...rule({ '>': [{ var: 'a__c' }, 5] }),
    },
    problems: [
      `${BID}/fields/b__c.json:4:14: There is no field "nothing__c". (line 1, column 1) [rule.unknown-field]`,
    ],
  },
  {
    given: 'a formula of another type',
    files: formula('a__c', 'price__c > 5', 'Date'),
    problems: [
      `${BID}/fields/a__c.json:4:14: The rule gives a boolean. It must give a date. (line 1, column 10) [rule.type-mismatch]`,
    ],
  },
  {
    given: 'default values in a circle',
    files: {
      [`${BID}/fields/a__c.json`]: {
        label: 'A',
        type: 'Number',
        defaultValue: { '+': [{ var: 'b__c' }, 1] },
      },
      [`${BID}/fields/b__c.json`]: {
        label: 'B',
        type: 'Number',
        defaultValue: { '+': [{ var: 'a__c' }, 1] },
      },
    },
    problems: [
      `${BID}/fields/a__c.json:4:19: Default values need each other in a circle: a__c → b__c → a__c. [lookup.cyclic-default]`,
      `${BID}/fields/b__c.json:4:19: Default values need each other in a circle: b__c → a__c → b__c. [lookup.cyclic-default]`,
    ],
  },
  {
    given: 'a name of 41 characters',
    files: text(`${'a'.repeat(41)}__c`),
    problems: [
      `${BID}/fields/${'a'.repeat(41)}__c.json:1:1: The name "${'a'.repeat(41)}__c" has 41 characters; at most 40 are allowed. [name.too-long]`,
    ],
  },
  { given: 'a name of 40 characters', files: text(`${'a'.repeat(40)}__c`), problems: [] },
  {
    given: 'a custom field without its suffix',
    files: text('colour'),
    problems: [
      `${BID}/fields/colour.json:1:1: The name of a custom field ends in __c: colour__c. [name.suffix]`,
    ],
  },
  {
    given: 'a name with two underscores in it',
    files: text('a__b__c'),
    problems: [
      `${BID}/fields/a__b__c.json:1:1: The name "a__b__c" must start with a letter and have only letters, digits and single underscores between them. [name.invalid]`,
    ],
  },
  {
    given: 'a reserved word',
    files: {
      'standard/package.json': { label: 'Standard', version: '1.0.0' },
      'standard/objects/Select/object.json': { label: 'S', pluralLabel: 'S', keyPrefix: '00X' },
      'standard/objects/Order/object.json': { label: 'O', pluralLabel: 'O', keyPrefix: '801' },
    },
    problems: ['standard/objects/Select/object.json:1:1: "Select" is a reserved word. [name.reserved]'],
  },
  {
    given: 'a field that every object has',
    files: {
      'standard/package.json': { label: 'Standard', version: '1.0.0' },
      'standard/objects/Order/object.json': { label: 'O', pluralLabel: 'O', keyPrefix: '801' },
      'standard/objects/Order/fields/CreatedDate.json': { label: 'Created', type: 'Date' },
    },
    problems: [
      'standard/objects/Order/fields/CreatedDate.json:1:1: Every object has the field CreatedDate already. [name.reserved]',
    ],
  },
  {
    given: 'a field with the name of the name field',
    files: { [`${BID}/fields/Name.json`]: { label: 'Name', type: 'Text' } },
    problems: [
      `${BID}/fields/Name.json:1:1: bid__c has the field Name already: it is the object's nameField. [field.duplicate]`,
      `${BID}/fields/Name.json:1:1: The name of a custom field ends in __c: Name__c. [name.suffix]`,
    ],
  },
  {
    given: 'two names that differ by case alone',
    files: text('PRICE__c'),
    problems: [
      `${BID}/fields/PRICE__c.json:1:1: bid__c.PRICE__c is already there in another case: ${BID}/fields/price__c.json. API names differ by more than case. Rename one of the two, or remove it. [name.duplicate-case]`,
    ],
  },
  {
    given: 'the same component in two packages',
    files: {
      'more/package.json': { label: 'More', version: '1.0.0', dependsOn: ['base'] },
      'more/objects/bid__c/fields/price__c.json': { label: 'Price', type: 'Number' },
    },
    problems: [
      `more/objects/bid__c/fields/price__c.json:1:1: bid__c.price__c is already there: ${BID}/fields/price__c.json. Rename one of the two, or remove it. [name.duplicate]`,
    ],
  },
  {
    given: 'a package that uses another without saying so',
    files: {
      'more/package.json': { label: 'More', version: '1.0.0' },
      'more/objects/bid__c/fields/x__c.json': { label: 'X', type: 'Checkbox' },
    },
    problems: [
      'more/objects/bid__c/fields/x__c.json:1:1: bid__c belongs to the package base, which more does not depend on. Add "base" to dependsOn in more/package.json. [package.dependency-undeclared]',
    ],
  },
  {
    given: 'packages that depend on each other and on nothing',
    files: {
      'one/package.json': { label: 'One', version: '1.0.0', dependsOn: ['two', 'bas'] },
      'two/package.json': { label: 'Two', version: '1.0.0', dependsOn: ['one'] },
    },
    problems: [
      'one/package.json:5:5: Packages depend on each other in a circle: one → two → one. [package.dependency]',
      'one/package.json:6:5: There is no package "bas". Did you mean "base"? [package.dependency]',
      'two/package.json:5:5: Packages depend on each other in a circle: two → one → two. [package.dependency]',
    ],
  },
  {
    given: 'a folder without package.json',
    files: { 'lost/value-sets/V.json': { label: 'V', value: [] } },
    problems: [
      'lost/value-sets/V.json:1:1: The package lost has no package.json. Add lost/package.json. [package.file]',
    ],
  },
  {
    given: 'a record type with unknown fields and values',
    files: {
      [`${BID}/record-types/R.json`]: {
        label: 'R',
        picklistValues: [
          { picklist: 'state__c', values: [{ fullName: 'open' }, { fullName: 'Lots' }] },
          { picklist: 'stat__c', values: [] },
          { picklist: 'price__c', values: [] },
        ],
      },
    },
    problems: [
      `${BID}/record-types/R.json:11:23: "Lots" is not a value of bid__c.state__c. Did you mean "Lost"? [record-type.unknown-value]`,
      `${BID}/record-types/R.json:16:19: bid__c has no field "stat__c". Did you mean "state__c"? [record-type.unknown-field]`,
      `${BID}/record-types/R.json:20:19: bid__c.price__c is no picklist but Currency. [record-type.not-picklist]`,
    ],
  },
  {
    given: 'a layout with unknown fields and related lists',
    files: {
      [`${MAKER}/layouts/L.json`]: {
        layoutSections: [
          {
            label: 'S',
            layoutColumns: [{ layoutItems: [{ field: 'citi__c' }, { field: 'Name' }, { field: 'Name' }] }],
          },
        ],
        relatedLists: [{ relatedList: 'bidz__r' }, { relatedList: 'bids__r', fields: ['Name', 'prize__c'] }],
      },
    },
    problems: [
      `${MAKER}/layouts/L.json:9:24: maker__c has no field "citi__c". Did you mean "city__c"? [layout.unknown-field]`,
      `${MAKER}/layouts/L.json:15:24: Name is on the layout twice. [layout.duplicate-field]`,
      `${MAKER}/layouts/L.json:24:22: maker__c has no child relationship "bidz__r". Did you mean "bids__r"? [layout.unknown-related-list]`,
      `${MAKER}/layouts/L.json:30:9: bid__c has no field "prize__c". Did you mean "price__c"? [layout.unknown-field]`,
    ],
  },
  {
    given: 'a list view with unknown fields',
    files: {
      [`${BID}/list-views/V.json`]: {
        label: 'V',
        columns: ['Name', 'maker__r.citi__c', 'maker__x.Name'],
        filters: [{ field: 'prize__c', operation: 'greaterThan', value: '5' }],
        booleanFilter: '1 AND 2',
        orderBy: [{ field: 'stat__c' }],
      },
    },
    problems: [
      `${BID}/list-views/V.json:5:5: maker__c has no field "citi__c". Did you mean "city__c"? [list-view.unknown-field]`,
      `${BID}/list-views/V.json:6:5: bid__c has no lookup "maker__x". Did you mean "maker__r"? [list-view.unknown-field]`,
      `${BID}/list-views/V.json:15:20: "1 AND 2" is not a combination of the filters 1 to 1, at "2". [list-view.filters]`,
      `${BID}/list-views/V.json:18:16: bid__c has no field "stat__c". Did you mean "state__c"? [list-view.unknown-field]`,
    ],
  },
  {
    given: 'a profile that names what is not there',
    files: {
      'base/profiles/Sales.json': {
        label: 'Sales',
        objectPermissions: [
          { object: 'bids__c', allowRead: true },
          { object: 'bid__c' },
          { object: 'BID__c' },
        ],
        fieldPermissions: [{ field: 'bid__c.prize__c', readable: true }],
        recordTypeVisibilities: [{ recordType: 'bid__c.None', visible: true }],
        tabVisibilities: [{ tab: 'maker__c', visibility: 'DefaultOn' }],
      },
    },
    problems: [
      'base/profiles/Sales.json:5:17: There is no object "bids__c". Did you mean "bid__c"? [profile.unknown-object]',
      'base/profiles/Sales.json:12:17: "BID__c" is in objectPermissions twice. [profile.duplicate]',
      'base/profiles/Sales.json:17:16: There is no field "bid__c.prize__c". Did you mean "bid__c.price__c"? [profile.unknown-field]',
      'base/profiles/Sales.json:23:21: There is no record type "bid__c.None". [profile.unknown-record-type]',
    ],
  },
  {
    given: 'a job without its hook, at no time',
    files: {
      'base/jobs/J.json': { label: 'J', cron: '0 25 * * *', timeZone: 'Asia/Tiblisi', hook: 'Nothing' },
    },
    problems: [
      'base/jobs/J.json:3:11: The hour goes from 0 to 23, not "25". For every day at 07:00 write "0 7 * * *". [job.cron]',
      'base/jobs/J.json:4:15: "Asia/Tiblisi" is not a time zone. Did you mean "Asia/Tbilisi"? [job.time-zone]',
      'base/jobs/J.json:5:11: There is no hook "Nothing". It belongs into hooks/Nothing.ts. [job.unknown-hook]',
    ],
  },
  {
    given: 'summaries over what is not there or cannot be summed',
    files: {
      [`${MAKER}/fields/a__c.json`]: {
        label: 'A',
        type: 'Summary',
        summaryOperation: 'sum',
        summaryForeignKey: 'bid__c.makr__c',
        summarizedField: 'bid__c.price__c',
      },
      [`${MAKER}/fields/b__c.json`]: {
        label: 'B',
        type: 'Summary',
        summaryOperation: 'sum',
        summaryForeignKey: 'bid__c.maker__c',
        summarizedField: 'bid__c.state__c',
      },
      [`${MAKER}/fields/c__c.json`]: {
        label: 'C',
        type: 'Summary',
        summaryOperation: 'count',
        summaryForeignKey: 'bid__c.price__c',
      },
      [`${MAKER}/fields/d__c.json`]: {
        label: 'D',
        type: 'Summary',
        summaryOperation: 'count',
        summaryForeignKey: 'bid__c.maker__c',
        summaryFilter: { '==': [{ var: 'maker__r.city__c' }, 'Tbilisi'] },
      },
    },
    problems: [
      `${MAKER}/fields/a__c.json:5:24: bid__c has no field "makr__c". Did you mean "bid__c.maker__c"? [summary.unknown-field]`,
      `${MAKER}/fields/b__c.json:6:22: bid__c.state__c is Picklist: it has no sum. [summary.type]`,
      `${MAKER}/fields/c__c.json:5:24: bid__c.price__c is not a lookup to maker__c. [summary.not-child]`,
      `${MAKER}/fields/d__c.json:6:20: The filter of a summary reads fields of bid__c only, not maker__r.city__c. [summary.filter]`,
    ],
  },
  {
    given: 'roles above each other in a circle, and an unknown one',
    files: {
      'base/roles/A.json': { label: 'A', parentRole: 'B' },
      'base/roles/B.json': { label: 'B', parentRole: 'A' },
      'base/groups/G.json': { label: 'G', roles: ['A', 'Chief'] },
    },
    problems: [
      'base/groups/G.json:5:5: There is no role "Chief". [group.unknown-role]',
      'base/roles/A.json:3:17: Roles stand above each other in a circle: A → B → A. [role.cycle]',
      'base/roles/B.json:3:17: Roles stand above each other in a circle: B → A → B. [role.cycle]',
    ],
  },
  {
    given: 'sharing rules for nobody, of nothing, and of what all may see',
    files: {
      'base/objects/bid__c/object.json': { label: 'Bid', pluralLabel: 'Bids', sharingModel: 'Private' },
      'base/groups/Buyers.json': { label: 'Buyers' },
      'base/sharing-rules/bid__c/A.json': {
        label: 'A',
        accessLevel: 'Read',
        sharedTo: { role: 'Chef' },
        sharedFrom: { group: 'Buyer' },
      },
      'base/sharing-rules/bid__c/B.json': {
        label: 'B',
        accessLevel: 'Read',
        sharedTo: { group: 'Buyers' },
        sharedFrom: { allInternalUsers: true },
        criteria: 'price__c > 5',
      },
      'base/sharing-rules/bid__c/C.json': {
        label: 'C',
        accessLevel: 'Edit',
        sharedTo: { allInternalUsers: true },
        criteriaItems: [{ field: 'prize__c', operation: 'equals', value: '5' }],
      },
      'base/sharing-rules/bid__c/D.json': {
        label: 'D',
        accessLevel: 'Edit',
        sharedTo: { allInternalUsers: true },
        criteria: 'ISCHANGED(price__c)',
      },
      'base/sharing-rules/maker__c/E.json': {
        label: 'E',
        accessLevel: 'Edit',
        sharedTo: { allInternalUsers: true },
        criteria: 'city__c = "Kutaisi"',
      },
    },
    problems: [
      'base/sharing-rules/bid__c/A.json:5:13: There is no role "Chef". [sharing-rule.unknown-role]',
      'base/sharing-rules/bid__c/A.json:8:14: There is no group "Buyer". Did you mean "Buyers"? [sharing-rule.unknown-group]',
      'base/sharing-rules/bid__c/B.json:1:1: A sharing rule has one of "sharedFrom" (whose records), "criteria" and "criteriaItems". [sharing-rule.records]',
      'base/sharing-rules/bid__c/C.json:8:5: There is no field "prize__c". Did you mean "price__c"? [rule.unknown-field]',
      'base/sharing-rules/bid__c/D.json:7:15: `isChanged` asks about a change, which only rules of a save can. (line 1, column 1) [rule.prior-not-allowed]',
      'base/sharing-rules/maker__c/E.json:4:15: maker__c is ReadWrite for everybody: the rule opens nothing. [sharing-rule.not-needed]',
    ],
  },
  {
    given: 'a sharing set of unknown names, and for users from inside',
    files: {
      'base/profiles/Buyer.json': { label: 'Buyer' },
      'base/sharing-sets/Own.json': {
        label: 'Own',
        profiles: ['Buyer', 'Byer'],
        accessMappings: [
          { object: 'bids__c', objectField: 'maker__c', userField: 'Id', accessLevel: 'Read' },
          { object: 'bid__c', objectField: 'taker__c', userField: 'Id', accessLevel: 'Read' },
        ],
      },
    },
    problems: [
      'base/sharing-sets/Own.json:4:5: Users of Buyer come from inside: sharing rules and roles are for them. [sharing-set.internal-profile]',
      'base/sharing-sets/Own.json:5:5: There is no profile "Byer". Did you mean "Buyer"? [sharing-set.unknown-profile]',
      'base/sharing-sets/Own.json:9:17: There is no object "bids__c". Did you mean "bid__c"? [sharing-set.unknown-object]',
      'base/sharing-sets/Own.json:16:22: There is no field "taker__c". Did you mean "maker__c"? [rule.unknown-field]',
      'base/sharing-sets/Own.json:16:22: There is no field "$User.Id". [rule.unknown-field]',
    ],
  },
  {
    given: 'child relationships of one name, and values that are there twice',
    files: {
      [`${BID}/fields/x__c.json`]: {
        label: 'X',
        type: 'Lookup',
        referenceTo: 'maker__c',
        relationshipName: 'bids',
      },
      'base/value-sets/V.json': {
        label: 'V',
        value: [
          { fullName: 'A', default: true },
          { fullName: 'a', default: true },
        ],
      },
    },
    problems: [
      `${BID}/fields/x__c.json:5:23: maker__c has the child relationship bids__r already: bid__c.maker__c. [lookup.duplicate-relationship]`,
      'base/value-sets/V.json:9:19: The value "a" is here twice. [value-set.duplicate-value]',
      'base/value-sets/V.json:10:18: "a" is a second default value; "A" is one already. [value-set.two-defaults]',
    ],
  },
]

describeChecks('Checks across components', SCENARIOS)
describeChecks('Checks of fields', FIELD_SCENARIOS)
describeChecks('Checks of pages and rights', PAGE_SCENARIOS)
describeChecks('Checks of paths', PATH_SCENARIOS)
describeChecks('Checks of web forms', WEB_FORM_SCENARIOS)
describeChecks('Checks of translations', TRANSLATION_SCENARIOS)
describeChecks('Checks of auth providers', AUTH_PROVIDER_SCENARIOS)
describeChecks('Checks of profiles and permission set groups', PERMISSION_SCENARIOS)

describe('A field that another package adds', () => {
  const more = { 'more/package.json': { label: 'More', version: '1.0.0', dependsOn: ['base'] } }

  it('is the one that is told when it has the name of one that was there, in another case', async () => {
    const path = 'a_more/objects/bid__c/fields/Price__c.json'
    const before = (await compileFiles(BASE)).components
    // Before the package that is there, in the alphabet.
    const files = {
      'a_more/package.json': more['more/package.json'],
      [path]: { label: 'P', type: 'Checkbox' },
    }
    const { problems } = await compileFiles({ ...files, ...BASE }, { before })
    expect(problems.map(({ code, position }) => [code, position?.file])).to.deep.equal([
      ['name.duplicate-case', path],
    ])
  })

  it('does not take the place of a system field that its owner uses', async () => {
    const files = {
      ...more,
      'more/objects/bid__c/fields/CreatedDate.json': { label: 'C', type: 'DateTime' },
      [`${BID}/list-views/V.json`]: { label: 'V', columns: ['CreatedDate'] },
    }
    expect((await problemsOf(files)).map(problem => problem.match(/\[.*\]$/)?.[0])).to.deep.equal([
      '[name.suffix]',
      '[name.reserved]',
    ])
  })
})

describe('Ids of checks', () => {
  const given = new Set(
    [
      ...SCENARIOS,
      ...FIELD_SCENARIOS,
      ...PAGE_SCENARIOS,
      ...PATH_SCENARIOS,
      ...AUTH_PROVIDER_SCENARIOS,
      ...PERMISSION_SCENARIOS,
      ...WEB_FORM_SCENARIOS,
      ...TRANSLATION_SCENARIOS,
    ].flatMap(idsOf),
  )

  it('that scenarios give are all described', () => {
    const described = new Set(listChecks().map(({ id }) => id))
    expect([...given].filter(id => !described.has(id))).to.deep.equal([])
  })

  it('that are described have a scenario each', () => {
    // Shown with the hooks and the rules themselves.
    const elsewhere = /^(?:hook|rule)\./
    const shown = listChecks().filter(({ id }) => !given.has(id) && !elsewhere.test(id))
    expect(shown.map(({ id }) => id)).to.deep.equal([])
  })
})
