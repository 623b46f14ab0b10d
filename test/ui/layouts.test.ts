import { expect } from 'chai'
import { layoutOf } from '../../server/ui/layouts.ts'
import { objectOf } from '../../server/ui/object-of.ts'
import { createTestOrg, sourceFiles, type TestOrg } from '../support/test-org.ts'

const FILES = {
  'objects/visit__c/object.json': {
    ...{ label: 'Visit', pluralLabel: 'Visits' },
    nameField: { type: 'Text', label: 'What for' },
  },
  ...Object.fromEntries(
    ['Stop 10', 'Stop 2', 'Arrival'].map((label, n) => [
      `objects/visit__c/fields/f${n}__c.json`,
      { label, type: 'Text', length: 20 },
    ]),
  ),
}

describe('an object without a layout', () => {
  let org: TestOrg

  before(async function () {
    this.timeout(60_000)
    org = await createTestOrg(sourceFiles(FILES))
  })
  after(() => org?.dispose())

  it('shows its name first, then its fields as people look for them, and last who has saved it when', () => {
    const { sections } = layoutOf(org.session, objectOf(org.session, 'visit__c'), undefined)
    const labels = sections.map(({ columns }) => columns.map(column => column.map(({ cell }) => cell.label)))
    expect(labels).to.deep.equal([
      [
        ['What for', 'Arrival', 'Stop 2'],
        ['Stop 10', 'Owner'],
      ],
      [
        ['Created By', 'Created Date'],
        ['Last Modified By', 'Last Modified Date'],
      ],
    ])
  })
})
