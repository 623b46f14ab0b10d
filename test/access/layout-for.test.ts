import { expect } from 'chai'
import { layoutFor } from '../../server/access/layout-for.ts'
import type { OrgModel } from '../../server/metadata/org-model.ts'
import { modelOf } from '../metadata/compile-files.ts'

const BID = 'objects/bid__c'
const LAYOUT = { layoutSections: [] }
const assigned = (layout: string, recordType?: string): object => ({
  label: 'P',
  layoutAssignments: [
    { layout: `bid__c.${layout}`, ...(recordType && { recordType: `bid__c.${recordType}` }) },
  ],
})
const FILES = {
  [`base/${BID}/layouts/Bid_Layout.json`]: LAYOUT,
  [`base/${BID}/record-types/Big.json`]: { label: 'Big' },
  [`base/${BID}/record-types/Small.json`]: { label: 'Small' },
  'more/package.json': { label: 'More', version: '1.0.0', dependsOn: ['base'] },
  [`more/${BID}/layouts/Big_Layout.json`]: LAYOUT,
  [`more/${BID}/layouts/Partner_Layout.json`]: LAYOUT,
  [`more/${BID}/layouts/Tender_Layout.json`]: LAYOUT,
  'more/profiles/Clerk.json': assigned('Tender_Layout'),
  'more/profiles/Boss.json': assigned('TENDER_layout'),
  'more/profiles/Partner.json': assigned('Partner_Layout'),
  'more/profiles/Buyer.json': assigned('Bid_Layout', 'Small'),
  'more/profiles/New.json': { label: 'New' },
}

describe('which layout a record has', () => {
  let model: OrgModel
  before(async () => {
    model = await modelOf(FILES)
  })

  for (const [profile, type, layout] of [
    ['Clerk', undefined, 'Tender_Layout'],
    ['Partner', undefined, 'Partner_Layout'],
    // What is assigned to all types comes before what is named after one.
    ['Partner', 'big', 'Partner_Layout'],
    ['Buyer', 'small', 'Bid_Layout'],
    ['Buyer', 'big', 'Big_Layout'],
    // The last package's, and of those the one that most profiles have.
    ['Buyer', undefined, 'Tender_Layout'],
    ['New', undefined, 'Tender_Layout'],
    ['New', 'small', 'Tender_Layout'],
    ['New', 'big', 'Big_Layout'],
  ] as const) {
    it(`${profile}, ${type ?? 'no record type'}: ${layout}`, () => {
      const object = model.objects.get('bid__c')
      if (!object) throw new Error('There is no bid__c.')
      const principal = { userId: '005000000000001AAA', username: 'u', profile, permissionSets: [] }
      const recordType = type && object.recordTypes.get(type)
      expect(layoutFor(model, principal, object, recordType)?.name).to.equal(layout)
    })
  }
})
