import { expect } from 'chai'
import { diffComponents } from '../../server/metadata/diff.ts'
import { loadComponents } from '../../server/metadata/load-components.ts'
import { findReferrers } from '../../server/metadata/referrers.ts'
import { formatProblem } from '../../server/metadata/report-findings.ts'
import { BASE, compileFiles, type Files, modelOf, problemsOf, toSourceFiles } from './compile-files.ts'

const BID = 'base/objects/bid__c'
const MAKER = 'base/objects/maker__c'

/** Everything that can use the field maker__c of bids, and its object. */
const USERS: Files = {
  [`${BID}/validation-rules/Rule.json`]: {
    errorCondition: { '==': [{ var: 'maker__r.city__c' }, 'Tbilisi'] },
    errorMessage: 'No',
  },
  [`${BID}/fields/formula__c.json`]: { label: 'F', type: 'Text', formula: 'maker__r.Name' },
  [`${BID}/list-views/View.json`]: { label: 'V', columns: ['maker__c'] },
  [`${BID}/layouts/Layout.json`]: {
    layoutSections: [{ layoutColumns: [{ layoutItems: [{ field: 'maker__c' }] }] }],
  },
  [`${MAKER}/layouts/Layout.json`]: { layoutSections: [], relatedLists: [{ relatedList: 'bids__r' }] },
  [`${MAKER}/fields/count__c.json`]: {
    label: 'C',
    type: 'Summary',
    summaryOperation: 'count',
    summaryForeignKey: 'bid__c.maker__c',
  },
  [`${MAKER}/fields/best__c.json`]: {
    label: 'B',
    type: 'Lookup',
    referenceTo: 'bid__c',
    lookupFilter: { filter: { '==': [{ var: 'maker__c' }, { var: '$Source.Id' }] } },
  },
  'base/profiles/P.json': { label: 'P', fieldPermissions: [{ field: 'bid__c.maker__c', readable: true }] },
}

const without = (files: Files, path: string): Files =>
  Object.fromEntries(Object.entries(files).filter(([name]) => name !== path))

describe('Who uses a component', () => {
  it('names every user of a field with its file and place', async () => {
    const referrers = findReferrers(await modelOf(USERS), { type: 'field', fullName: 'BID__c.maker__c' })
    expect(
      referrers.map(({ type, fullName, path, places }) => [type, fullName, path, places]),
    ).to.have.deep.members([
      ['validation-rule', 'bid__c.Rule', `${BID}/validation-rules/Rule.json`, [['errorCondition']]],
      ['field', 'bid__c.formula__c', `${BID}/fields/formula__c.json`, [['formula']]],
      ['list-view', 'bid__c.View', `${BID}/list-views/View.json`, [['columns', 0]]],
      [
        'layout',
        'bid__c.Layout',
        `${BID}/layouts/Layout.json`,
        [['layoutSections', 0, 'layoutColumns', 0, 'layoutItems', 0, 'field']],
      ],
      ['layout', 'maker__c.Layout', `${MAKER}/layouts/Layout.json`, [['relatedLists', 0, 'relatedList']]],
      ['field', 'maker__c.count__c', `${MAKER}/fields/count__c.json`, [['summaryForeignKey']]],
      ['field', 'maker__c.best__c', `${MAKER}/fields/best__c.json`, [['lookupFilter', 'filter']]],
      ['profile', 'P', 'base/profiles/P.json', [['fieldPermissions', 0, 'field']]],
    ])
  })

  it('counts users of its fields for an object, but not its own parts', async () => {
    const referrers = findReferrers(await modelOf(USERS), { type: 'object', fullName: 'bid__c' })
    expect(referrers.map(({ fullName }) => fullName).sort()).to.deep.equal([
      'P',
      'maker__c.Layout',
      'maker__c.best__c',
      'maker__c.count__c',
    ])
  })
})

describe('Removing what is used', () => {
  it('is one problem that lists all users', async () => {
    const path = `${BID}/fields/maker__c.json`
    const before = (await compileFiles({ ...BASE, ...USERS })).components
    const { problems } = await compileFiles(without({ ...BASE, ...USERS }, path), { before })
    expect(problems.map(({ code, position }) => [code, position])).to.deep.equal([
      ['component.still-used', { file: path, line: 1, column: 1 }],
    ])
    expect(problems.map(formatProblem)).to.deep.equal([
      [
        `${path}:1:1: The field bid__c.maker__c cannot be removed: it is used by field bid__c.formula__c, field maker__c.best__c, field maker__c.count__c and 5 more. Remove these uses first, or bring the file back: [component.still-used]`,
        `    ${BID}/fields/formula__c.json:4:14: field bid__c.formula__c`,
        `    ${BID}/layouts/Layout.json:8:24: layout bid__c.Layout`,
        `    ${BID}/list-views/View.json:4:5: list view bid__c.View`,
        `    ${BID}/validation-rules/Rule.json:5:16: validation rule bid__c.Rule`,
        `    ${MAKER}/fields/best__c.json:9:18: field maker__c.best__c`,
        `    ${MAKER}/fields/count__c.json:5:24: field maker__c.count__c`,
        `    ${MAKER}/layouts/Layout.json:5:22: layout maker__c.Layout`,
        '    base/profiles/P.json:5:16: profile P',
      ].join('\n'),
    ])
  })

  it('is a problem for an amount whose currency it says, however the amount writes its name', async () => {
    const files: Files = {
      ...BASE,
      [`${BID}/fields/money__c.json`]: {
        label: 'Money',
        type: 'Picklist',
        valueSet: { valueSetDefinition: { value: [{ fullName: 'GEL' }] } },
      },
      [`${BID}/fields/fee__c.json`]: { label: 'Fee', type: 'Currency', currencyField: 'MONEY__c' },
    }
    const before = (await compileFiles(files)).components
    const { problems } = await compileFiles(without(files, `${BID}/fields/money__c.json`), { before })
    expect(problems.map(formatProblem)).to.deep.equal([
      `${BID}/fields/money__c.json:1:1: The field bid__c.money__c cannot be removed: it is used by field bid__c.fee__c. Remove these uses first, or bring the file back: [component.still-used]\n    ${BID}/fields/fee__c.json:4:20: field bid__c.fee__c`,
    ])
  })

  it('is no problem when nobody uses it', async () => {
    const before = (await compileFiles(BASE)).components
    const { problems } = await compileFiles(without(BASE, `${BID}/fields/state__c.json`), { before })
    expect(problems).to.deep.equal([])
  })

  it('tells users of the old name that a field was renamed', async () => {
    const before = (await compileFiles({ ...BASE, ...USERS })).components
    const files = {
      ...without(BASE, `${MAKER}/fields/city__c.json`),
      [`${MAKER}/fields/town__c.json`]: { label: 'Town', type: 'Text', formerly: ['city__c'] },
      [`${BID}/validation-rules/Rule.json`]: USERS[`${BID}/validation-rules/Rule.json`],
    }
    expect((await compileFiles(files, { before })).problems.map(formatProblem)).to.deep.equal([
      `${MAKER}/fields/town__c.json:1:1: The field maker__c.city__c is now called town__c, but is still used by its old name in validation rule bid__c.Rule. Write the new name there: [component.still-used]\n    ${BID}/validation-rules/Rule.json:5:16: validation rule bid__c.Rule`,
    ])
  })

  it('is reported place by place when the deploy before is not known', async () => {
    const files = { [`${BID}/list-views/V.json`]: { label: 'V', columns: ['gone__c'] } }
    expect(await problemsOf(files)).to.deep.equal([
      `${BID}/list-views/V.json:4:5: bid__c has no field "gone__c". [list-view.unknown-field]`,
    ])
  })
})

describe('The difference of two lists of components', () => {
  it('has what was added, changed, renamed and removed', async () => {
    const before = (await compileFiles(BASE)).components
    const {
      [`${BID}/fields/state__c.json`]: _removed,
      [`${MAKER}/fields/city__c.json`]: city,
      ...kept
    } = BASE
    const after = await compileFiles({
      ...kept,
      [`${MAKER}/fields/town__c.json`]: { ...(city as object), formerly: ['city__c'] },
      [`${BID}/fields/price__c.json`]: { label: 'Offer', type: 'Currency' },
      [`${BID}/fields/new__c.json`]: { label: 'New', type: 'Date' },
    })
    const diff = diffComponents(before, after.components)
    expect(
      diff.map(({ change, type, fullName, from }) => [change, type, fullName, from]),
    ).to.have.deep.members([
      ['renamed', 'field', 'maker__c.town__c', 'maker__c.city__c'],
      ['changed', 'field', 'bid__c.price__c', undefined],
      ['added', 'field', 'bid__c.new__c', undefined],
      ['removed', 'field', 'bid__c.state__c', undefined],
    ])
  })

  it('has the parts of a renamed object as renamed', async () => {
    const before = (await compileFiles(BASE)).components
    const files = Object.entries(BASE).filter(([path]) => !path.startsWith(BID))
    const maker = files.map(([path, content]) => [path.replace(MAKER, 'base/objects/firm__c'), content])
    const object = { label: 'Firm', pluralLabel: 'Firms', formerly: ['maker__c'] }
    const renamed = { ...Object.fromEntries(maker), 'base/objects/firm__c/object.json': object }
    const diff = diffComponents(before, (await compileFiles(renamed)).components)
    expect(
      diff.filter(({ change }) => change === 'renamed').map(({ fullName, from }) => [fullName, from]),
    ).to.have.deep.members([
      ['firm__c', 'maker__c'],
      ['firm__c.city__c', 'maker__c.city__c'],
    ])
  })

  it('sees packages that replace a value set of one another apart', async () => {
    const set = (value: string) => ({ label: 'S', value: [{ fullName: value }] })
    const files = {
      'base/value-sets/S.json': set('a'),
      'more/package.json': { label: 'More', version: '1.0.0', dependsOn: ['base'] },
      'more/value-sets/S.json': set('b'),
    }
    const load = (more: Files) => loadComponents(toSourceFiles({ ...files, ...more })).components
    const diff = diffComponents(load({}), load({ 'base/value-sets/S.json': set('c') }))
    expect(diff.map(({ change, path }) => [change, path])).to.deep.equal([
      ['changed', 'base/value-sets/S.json'],
    ])
  })
})
