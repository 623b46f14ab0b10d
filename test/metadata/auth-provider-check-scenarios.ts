import type { CheckScenario } from './check-scenarios.ts'
import type { Files } from './compile-files.ts'

const FOLDER = 'base/auth-providers'
const may = (...names: readonly string[]) => names.map(name => ({ name, enabled: true }))
const provider = (more: object = {}): object => ({
  friendlyName: 'Company',
  idTokenIssuer: 'https://login.example.com',
  consumerKey: 'atelier',
  ...more,
})
const FEDERATION: Files = {
  'base/package.json': { label: 'Base', version: '1.0.0', dependsOn: ['standard'] },
  'standard/package.json': { label: 'Standard', version: '1.0.0' },
  'standard/objects/User/object.json': { label: 'User', pluralLabel: 'Users', keyPrefix: '005' },
  'standard/objects/User/fields/FederationIdentifier.json': { label: 'Federation', type: 'Text' },
  'standard/objects/User/fields/Email.json': { label: 'Email', type: 'Email' },
}
const provisioned = (profile: string): object => provider({ justInTimeProvisioning: { profile } })
const mighty = (permission: string): CheckScenario => ({
  given: `users made with the permission ${permission}`,
  files: {
    ...FEDERATION,
    'base/profiles/Chief.json': { label: 'Chief', userPermissions: may('ApiEnabled', permission) },
    [`${FOLDER}/A.json`]: provisioned('Chief'),
  },
  problems: [
    `${FOLDER}/A.json:6:16: The profile Chief gives the permission ${permission}: whoever the provider vouches for would have it. Give it to people by hand, with a permission set. [auth-provider.mighty-profile]`,
  ],
})
const issuer = (address: string, problem?: string): CheckScenario => ({
  given: `the issuer ${address}`,
  files: { ...FEDERATION, [`${FOLDER}/A.json`]: provider({ idTokenIssuer: address }) },
  problems:
    problem === undefined
      ? []
      : [`${FOLDER}/A.json:3:20: The issuer ${problem}: "${address}". [auth-provider.issuer]`],
})
const NO_ADDRESS = 'is no address such as https://login.example.com'
const NOT_PLAIN = 'is an address without user, query and fragment'
const NO_TLS = 'is reached over https; over http only on this machine'

export const AUTH_PROVIDER_SCENARIOS: readonly CheckScenario[] = [
  issuer('https://login.example.com/realms/company'),
  issuer('http://localhost:8080'),
  issuer('http://127.0.0.1:8080/'),
  issuer('http://[::1]:8080'),
  issuer('login.example.com', NO_ADDRESS),
  issuer('http://login.example.com', NO_TLS),
  issuer('http://localhost.evil.example', NO_TLS),
  issuer('http://127.0.0.1.evil.example', NO_TLS),
  issuer('javascript:alert(1)', NO_TLS),
  issuer('https://user:word@login.example.com', NOT_PLAIN),
  issuer('https://login.example.com/?tenant=1', NOT_PLAIN),
  issuer('https://login.example.com/#x', NOT_PLAIN),
  ...[
    'AuthorApex',
    'CustomizeApplication',
    'LoginAsUser',
    'ManageUsers',
    'ModifyAllData',
    'ModifyMetadata',
    'SkipValidationRules',
    'ViewAllData',
    'ViewAuditTrail',
    'ViewSetup',
  ].map(mighty),
  {
    given: 'users made with what is harmless',
    files: {
      ...FEDERATION,
      'base/profiles/Clerk.json': {
        label: 'Clerk',
        userPermissions: [
          ...may('ApiEnabled', 'DataExport', 'ForceTwoFactor', 'RunReports'),
          { name: 'ModifyAllData', enabled: false },
        ],
      },
      [`${FOLDER}/A.json`]: provisioned('clerk'),
    },
    problems: [],
  },
  {
    given: 'users made with a profile that is not there, and one of people from outside',
    files: {
      ...FEDERATION,
      'base/profiles/Partner.json': { label: 'Partner', userLicense: 'Partner Community' },
      [`${FOLDER}/A.json`]: provisioned('Partnr'),
      [`${FOLDER}/B.json`]: provisioned('Partner'),
    },
    problems: [
      `${FOLDER}/A.json:6:16: There is no profile "Partnr". Did you mean "Partner"? [auth-provider.unknown-profile]`,
      `${FOLDER}/B.json:6:16: Users of the profile Partner come from outside, each as a contact: they are made by hand. [auth-provider.external-profile]`,
    ],
  },
  {
    given: 'a provider that is not asked for what is needed',
    files: {
      ...FEDERATION,
      'base/profiles/Clerk.json': { label: 'Clerk' },
      [`${FOLDER}/A.json`]: provider({ defaultScopes: 'email profile' }),
      [`${FOLDER}/B.json`]: { ...provisioned('Clerk'), defaultScopes: 'openid profile' },
      [`${FOLDER}/C.json`]: provider({ defaultScopes: 'openid' }),
    },
    problems: [
      `${FOLDER}/A.json:5:20: The scope "openid" is missing. [auth-provider.scopes]`,
      `${FOLDER}/B.json:8:20: The scope "email" is missing. [auth-provider.scopes]`,
    ],
  },
  {
    given: 'a subject compared with an e-mail address, and a field that User lacks',
    files: {
      ...FEDERATION,
      [`${FOLDER}/A.json`]: provider({ userAttribute: { claim: 'sub', field: 'Email' } }),
      [`${FOLDER}/B.json`]: provider({ userAttribute: { claim: 'email', field: 'Username' } }),
    },
    problems: [
      `${FOLDER}/A.json:6:14: What "sub" says is no e-mail address: take the claim "email". [auth-provider.user-attribute]`,
      `${FOLDER}/B.json:7:14: There is no field "User.Username". [auth-provider.unknown-field]`,
    ],
  },
  {
    given: 'federation ids of two issuers, and others that share none',
    files: {
      ...FEDERATION,
      [`${FOLDER}/A.json`]: provider(),
      [`${FOLDER}/B.json`]: provider({ idTokenIssuer: 'https://other.example.com' }),
      [`${FOLDER}/C.json`]: provider({ consumerKey: 'second' }),
      [`${FOLDER}/D.json`]: provider({ idTokenIssuer: 'https://third.example.com', active: false }),
      [`${FOLDER}/E.json`]: provider({
        idTokenIssuer: 'https://fourth.example.com',
        userAttribute: { claim: 'email', field: 'Email' },
      }),
    },
    problems: [
      `${FOLDER}/B.json:1:1: A finds users by FederationIdentifier already: the ids of two providers may be those of different people. Compare the claim "email" with Username or Email. [auth-provider.shared-identifier]`,
    ],
  },
]
