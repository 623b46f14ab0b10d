import { expect } from 'chai'
import { raw } from 'sql-template-tag'
import type { Access } from '../../server/access/access.ts'
import { accessOf } from '../../server/access/access-of.ts'
import { defaultAppFor } from '../../server/access/apps-and-tabs.ts'
import { holdersOf } from '../../server/access/holders.ts'
import { showsListView } from '../../server/access/list-view-visibility.ts'
import type { Principal } from '../../server/access/principal.ts'
import type { OrgModel } from '../../server/metadata/org-model.ts'
import { modelOf } from '../metadata/compile-files.ts'

const SEES = [
  { object: 'bid__c', allowRead: true },
  { object: 'maker__c', allowRead: true },
]
const LIST = { label: 'List', columns: ['Name'] }
const FILES = {
  'base/apps/Buying.json': { label: 'Buying', tabs: ['bid__c', 'maker__c'] },
  'base/apps/Making.json': { label: 'Making', tabs: ['maker__c'] },
  'base/profiles/Buyer.json': {
    label: 'Buyer',
    objectPermissions: SEES,
    applicationVisibilities: [
      { application: 'Buying', visible: true },
      { application: 'Making', visible: true, default: true },
    ],
    tabVisibilities: [
      { tab: 'maker__c', visibility: 'DefaultOff' },
      { tab: 'standard-home', visibility: 'Hidden' },
    ],
    userPermissions: [{ name: 'RunReports', enabled: true }],
  },
  'base/profiles/Silent.json': {
    label: 'Silent',
    objectPermissions: [{ object: 'bid__c', allowRead: true }],
  },
  'base/permission-sets/Makers.json': {
    label: 'Makers',
    objectPermissions: SEES,
    applicationVisibilities: [{ application: 'Making', visible: true }],
    tabSettings: [
      { tab: 'maker__c', visibility: 'Visible' },
      { tab: 'bid__c', visibility: 'None' },
    ],
  },
  'base/profiles/Partner.json': {
    label: 'Partner',
    userLicense: 'Partner Community',
    objectPermissions: SEES,
  },
  'base/roles/Boss.json': { label: 'Boss' },
  'base/roles/Clerk.json': { label: 'Clerk', parentRole: 'Boss' },
  'base/objects/bid__c/list-views/All.json': LIST,
  'base/objects/bid__c/list-views/Inside.json': { ...LIST, sharedTo: { allInternalUsers: true } },
  'base/objects/bid__c/list-views/Outside.json': { ...LIST, sharedTo: { allPartnerUsers: true } },
  'base/objects/bid__c/list-views/Clerks.json': { ...LIST, sharedTo: { role: 'Clerk' } },
  'base/profiles/Admin.json': { label: 'Admin', userPermissions: [{ name: 'ModifyAllData', enabled: true }] },
}

const who = (profile: string, ...permissionSets: readonly string[]): Principal => ({
  ...{ userId: '005000000000001AAA', username: 'u' },
  ...{ profile, permissionSets },
})

describe('which apps, tabs and list views are shown', () => {
  let model: OrgModel
  before(async () => {
    model = await modelOf(FILES)
  })
  const access = (principal: Principal): Access =>
    accessOf({ model, timeZone: 'UTC', table: name => raw(name) }, principal)

  for (const { given, apps, first } of [
    { given: who('Buyer'), apps: ['Buying', 'Making'], first: 'Making' },
    { given: who('Silent'), apps: [], first: undefined },
    { given: who('Silent', 'Makers'), apps: ['Making'], first: 'Making' },
    { given: who('gone'), apps: [], first: undefined },
    { given: who('Admin'), apps: ['Buying', 'Making'], first: undefined },
  ]) {
    it(`${[given.profile, ...given.permissionSets].join(' with ')}: ${apps.join(', ') || 'no app'}`, () => {
      const shown = [...model.apps.values()].filter(app => access(given).app(app))
      expect(shown.map(({ name }) => name)).to.deep.equal(apps)
      expect(defaultAppFor(model, holdersOf(model, given))?.name).to.equal(first)
    })
  }

  for (const { given, tab, is } of [
    { given: who('Buyer'), tab: 'bid__c', is: 'DefaultOn' },
    { given: who('Buyer'), tab: 'BID__c', is: 'DefaultOn' },
    { given: who('Buyer'), tab: 'maker__c', is: 'DefaultOff' },
    { given: who('Buyer', 'Makers'), tab: 'maker__c', is: 'DefaultOn' },
    // A permission set takes nothing away.
    { given: who('Buyer', 'Makers'), tab: 'bid__c', is: 'DefaultOn' },
    { given: who('Silent'), tab: 'bid__c', is: 'DefaultOn' },
    // What may not be read has no tab, and neither has what is not there.
    { given: who('Silent'), tab: 'maker__c', is: 'Hidden' },
    { given: who('Silent'), tab: 'nothing__c', is: 'Hidden' },
    { given: who('Silent'), tab: 'standard-home', is: 'DefaultOn' },
    { given: who('Buyer'), tab: 'standard-home', is: 'Hidden' },
    { given: who('Buyer'), tab: 'standard-report', is: 'DefaultOn' },
    { given: who('Silent'), tab: 'standard-report', is: 'Hidden' },
    { given: who('Buyer'), tab: 'standard-setup', is: 'Hidden' },
    { given: who('Admin'), tab: 'maker__c', is: 'DefaultOn' },
  ]) {
    it(`${[given.profile, ...given.permissionSets].join(' with ')}: the tab ${tab} is ${is}`, () => {
      expect(access(given).tab(tab)).to.equal(is)
    })
  }

  for (const { given, lists } of [
    { given: who('Buyer'), lists: ['All', 'Inside'] },
    { given: { ...who('Buyer'), role: 'Clerk' }, lists: ['All', 'Clerks', 'Inside'] },
    // Who stands above finds what those below find.
    { given: { ...who('Buyer'), role: 'Boss' }, lists: ['All', 'Clerks', 'Inside'] },
    { given: who('Partner'), lists: ['All', 'Outside'] },
    { given: who('Admin'), lists: ['All', 'Clerks', 'Inside', 'Outside'] },
  ]) {
    it(`${given.role ?? given.profile}: the list views ${lists.join(', ')}`, () => {
      const views = [...(model.objects.get('bid__c')?.listViews.values() ?? [])]
      const shown = views.filter(view => showsListView(model, given, access(given), view))
      expect(shown.map(({ name }) => name).sort()).to.deep.equal(lists)
    })
  }
})
