import type { CheckScenario } from './check-scenarios.ts'

const BID = 'base/objects/bid__c'

const enabled = (...names: readonly string[]) => names.map(name => ({ name, enabled: true }))
const everything = { label: 'All', userPermissions: enabled('ModifyAllData') }
const group = (permissionSets: readonly string[], mutingPermissionSets: readonly string[] = []) => ({
  label: 'G',
  permissionSets,
  mutingPermissionSets,
})

export const PERMISSION_SCENARIOS: readonly CheckScenario[] = [
  {
    given:
      'a profile with defaults that it does not show, and tabs, apps and record types that are not there',
    files: {
      [`${BID}/record-types/One.json`]: { label: 'One' },
      'base/apps/A.json': { label: 'A', tabs: [] },
      'base/profiles/Sales.json': {
        label: 'Sales',
        applicationVisibilities: [{ application: 'A', default: true }],
        recordTypeVisibilities: [
          { recordType: 'bid__c.One', visible: false, default: true },
          { recordType: 'bid__c.Onne', visible: true },
        ],
        tabVisibilities: [
          { tab: 'standard-home', visibility: 'Hidden' },
          { tab: 'bids__c', visibility: 'DefaultOn' },
        ],
      },
    },
    problems: [
      'base/profiles/Sales.json:6:18: A is the default, but not visible. [profile.contradiction]',
      'base/profiles/Sales.json:13:18: bid__c.One is the default, but not visible. [profile.contradiction]',
      'base/profiles/Sales.json:16:21: There is no record type "bid__c.Onne". Did you mean "bid__c.One"? [profile.unknown-record-type]',
      'base/profiles/Sales.json:26:14: There is no object "bids__c". Did you mean "bid__c"? [profile.unknown-object]',
    ],
  },
  {
    given: 'a muting set that names what is not there, twice, and part of what belongs together',
    files: {
      'base/apps/A.json': { label: 'A', tabs: [] },
      'base/muting-permission-sets/M.json': {
        label: 'M',
        applicationVisibilities: [{ application: 'B', visible: true }],
        objectPermissions: [
          { object: 'bid__c', allowEdit: true },
          { object: 'BID__c', allowDelete: true },
          { object: 'bids__c', allowRead: true },
        ],
        fieldPermissions: [{ field: 'bid__c.prize__c', readable: true }],
        recordTypeVisibilities: [{ recordType: 'bid__c.One', visible: true }],
        classAccesses: [{ apexClass: 'Nothing', enabled: true }],
        userPermissions: enabled('DataExport', 'ForceTwoFactor'),
      },
    },
    problems: [
      'base/muting-permission-sets/M.json:5:22: There is no app "B". [muting-permission-set.unknown-app]',
      'base/muting-permission-sets/M.json:15:17: "BID__c" is in objectPermissions twice. [muting-permission-set.duplicate]',
      'base/muting-permission-sets/M.json:19:17: There is no object "bids__c". Did you mean "bid__c"? [muting-permission-set.unknown-object]',
      'base/muting-permission-sets/M.json:25:16: There is no field "bid__c.prize__c". Did you mean "bid__c.price__c"? [muting-permission-set.unknown-field]',
      'base/muting-permission-sets/M.json:31:21: There is no record type "bid__c.One". [muting-permission-set.unknown-record-type]',
      'base/muting-permission-sets/M.json:37:20: There is no hook "Nothing". [muting-permission-set.unknown-hook]',
      'base/muting-permission-sets/M.json:47:15: ForceTwoFactor is demanded of users, and not muted: leave the permission set out of the group. [muting-permission-set.demand]',
    ],
  },
  {
    given: 'a group of sets that are not there, are there twice, or stand in the wrong list',
    files: {
      'base/permission-sets/Bidding.json': { label: 'Bidding' },
      'base/muting-permission-sets/No_Edits.json': { label: 'No edits' },
      'base/permission-set-groups/G.json': group(
        ['Biding', 'Bidding', 'BIDDING', 'No_Edits'],
        ['No_Edit', 'no_edits', 'No_Edits', 'Bidding'],
      ),
    },
    problems: [
      'base/permission-set-groups/G.json:4:5: There is no permission set "Biding". Did you mean "Bidding"? [permission-set-group.unknown-permission-set]',
      'base/permission-set-groups/G.json:6:5: "BIDDING" is in permissionSets twice. [permission-set-group.duplicate]',
      'base/permission-set-groups/G.json:7:5: No_Edits belongs into "mutingPermissionSets". [permission-set-group.wrong-list]',
      'base/permission-set-groups/G.json:10:5: There is no muting permission set "No_Edit". Did you mean "No_Edits"? [permission-set-group.unknown-muting-permission-set]',
      'base/permission-set-groups/G.json:12:5: "No_Edits" is in mutingPermissionSets twice. [permission-set-group.duplicate]',
      'base/permission-set-groups/G.json:13:5: Bidding belongs into "permissionSets". [permission-set-group.wrong-list]',
    ],
  },
  {
    given: 'groups that mute what a system permission of theirs gives all the same',
    files: {
      'base/permission-sets/All.json': everything,
      'base/permission-sets/Views.json': { label: 'Views', userPermissions: enabled('ViewAllData') },
      'base/muting-permission-sets/No_Bids.json': {
        label: 'No bids',
        objectPermissions: [{ object: 'bid__c', allowRead: true }],
      },
      'base/muting-permission-sets/No_Power.json': {
        label: 'No power',
        objectPermissions: [{ object: 'bid__c', allowRead: true }],
        userPermissions: enabled('ViewAllData'),
      },
      'base/permission-set-groups/A.json': group(['All'], ['No_Bids']),
      'base/permission-set-groups/B.json': group(['Views'], ['No_Bids']),
      'base/permission-set-groups/C.json': group(['All', 'Views'], ['No_Power']),
    },
    problems: [
      'base/permission-set-groups/A.json:7:5: No_Bids mutes what the group gives all the same: ModifyAllData, of All, stands for everything. Mute ModifyAllData as well. [permission-set-group.contradiction]',
      'base/permission-set-groups/B.json:7:5: No_Bids mutes what the group gives all the same: ViewAllData, of Views, stands for reading of all records. Mute ViewAllData as well. [permission-set-group.contradiction]',
    ],
  },
]
