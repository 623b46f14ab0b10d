/** Who asks. */
export interface Principal {
  /** Record id of the User. */
  readonly userId: string
  readonly username: string
  /** API name of the profile. */
  readonly profile: string
  readonly permissionSets: readonly string[]
}
