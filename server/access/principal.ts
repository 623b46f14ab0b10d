/** Who asks. */
export interface Principal {
  /** Record id of the User. */
  readonly userId: string
  readonly username: string
  /** Of words: `pl`; undefined: English. */
  readonly language?: string
  /** API name of the profile. */
  readonly profile: string
  readonly permissionSets: readonly string[]
  readonly permissionSetGroups?: readonly string[]
  /** Record id of the Contact as whom somebody from outside works. */
  readonly contactId?: string
  /** API name of the role. */
  readonly role?: string
  /** Ids of the queues and public groups that the user belongs to, also through roles and other groups. */
  readonly groups?: readonly string[]
  /** Ids of the users below in the role hierarchy. */
  readonly below?: readonly string[]
  /** False: nobody has shared a single record with the user, a group of the user's, or somebody below. */
  readonly isShared?: boolean
  /** Ids of the users and groups whose records sharing rules open to the user, by `sourceKey` of the rules. */
  readonly sources?: ReadonlyMap<string, readonly string[]>
}
