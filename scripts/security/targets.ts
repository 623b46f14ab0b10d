import { PROFILES, type Prepared, type Profile } from './prepare-org.ts'

/** One place of a request that sqlmap writes into. */
export interface Target {
  readonly what: string
  /** `*` marks the place, unless a parameter of the query string is named. */
  readonly url: string
  readonly parameter?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly method?: string
}

const DATA = '/services/data/v60.0'
const ATELIER = '/services/atelier'
const ADMIN = 'System_Administrator'

/** Every query parameter of the REST API, every part of its paths, its headers, and the text of a save. */
export function listTargets(url: string, prepared: Prepared): readonly Target[] {
  const as: As = (profile, more = {}) => ({ Authorization: `Bearer ${prepared.tokens[profile]}`, ...more })
  return [...queries(as), ...parameters(prepared, as), ...places(prepared, as), ...bodies(prepared, as)].map(
    target => ({ ...target, url: url + target.url }),
  )
}

type Headers = Readonly<Record<string, string>>
type As = (profile: Profile, more?: Headers) => Headers

/** SOQL, as each profile: what is put into it is the user's own query, and never SQL. */
function queries(as: As): readonly Target[] {
  const inside = encodeURIComponent("SELECT Id, Name FROM Account WHERE Name = 'Probed")
  const whole = `${DATA}/query?q=${encodeURIComponent('SELECT Id FROM Account')}`
  return PROFILES.flatMap(profile => [
    { what: `q inside a text, as ${profile}`, url: `${DATA}/query?q=${inside}*%27`, headers: as(profile) },
    { what: `q behind the query, as ${profile}`, url: whole, parameter: 'q', headers: as(profile) },
  ])
}

function parameters({ order, account, user }: Prepared, as: As): readonly Target[] {
  const lists: readonly (readonly [path: string, names: readonly string[], profile: Profile])[] = [
    [`${DATA}/queryAll?q=SELECT Id FROM Order&columns=true`, ['q', 'columns'], 'Operations'],
    [`${DATA}/sobjects/Order/${order}?fields=Id,Name`, ['fields'], 'Operations'],
    [`${DATA}/composite/sobjects/Order?ids=${order}&fields=Id`, ['ids', 'fields'], 'Manufacturer'],
    [`${DATA}/composite/sobjects?ids=${account}&allOrNone=true`, ['ids'], 'Hardware_Designer'],
    [
      `${ATELIER}/export?object=Order&fields=Id&format=csv&header=name`,
      ['object', 'fields', 'format', 'header'],
      ADMIN,
    ],
    [`${ATELIER}/export?q=SELECT Id FROM Order`, ['q'], ADMIN],
    [
      `${ATELIER}/access?user=${user}&object=Order&right=read&field=Status&record=${order}`,
      ['user', 'object', 'right', 'field', 'record'],
      ADMIN,
    ],
    [`${ATELIER}/login-history?user=${user}`, ['user'], ADMIN],
    [`${ATELIER}/sessions?user=${user}`, ['user'], ADMIN],
    [`${ATELIER}/audit?limit=5`, ['limit'], ADMIN],
    [`${DATA}/search?q=FIND {Probed} RETURNING Account(Id WHERE Name = 'x')`, ['q'], 'Manufacturer'],
    [`${DATA}/search/suggestions?q=pro&sobject=Account&limit=3`, ['q', 'sobject', 'limit'], 'Manufacturer'],
    [
      `${DATA}/parameterizedSearch?q=pro&sobject=Account&Account.fields=Id,Name&Account.limit=3&in=ALL&overallLimit=5&defaultLimit=2`,
      ['q', 'sobject', 'Account.fields', 'Account.limit', 'in', 'overallLimit', 'defaultLimit'],
      'Operations',
    ],
    ['/services/oauth2/revoke?token=x', ['token'], 'Manufacturer'],
  ]
  return lists.flatMap(([path, names, profile]) =>
    names.map(parameter => ({
      what: `${parameter} of ${path.split('?')[0]?.replace(order, '…')}`,
      ...{ url: encodeURI(path), parameter, headers: as(profile) },
    })),
  )
}

/** Parts of paths, and a header. */
function places({ order, user }: Prepared, as: As): readonly Target[] {
  const paths: readonly (readonly [what: string, path: string, profile: Profile])[] = [
    ['an object', `${DATA}/sobjects/Order*/describe`, 'Manufacturer'],
    ['an id', `${DATA}/sobjects/Order/${order}*`, 'Hardware_Designer'],
    ['the name of a key', `${DATA}/sobjects/Order/external_id__c*/x`, 'Operations'],
    ['the value of a key', `${DATA}/sobjects/Order/external_id__c/x*`, 'Operations'],
    ['a cursor', `${DATA}/query/01g000000000001AAA-200*`, 'Operations'],
    ['a history', `${ATELIER}/history/${order}*`, 'Operations'],
    ['the shares of a record', `${ATELIER}/shares/${order}*`, 'Operations'],
    ['a word in a search', `${DATA}/search?q=${encodeURIComponent('FIND {Probed')}*%7D`, 'Operations'],
    ['a user in an identity', `/id/x/${user}*`, 'Operations'],
    ['a version', `${DATA}*/sobjects`, 'Operations'],
  ]
  const query = `${DATA}/query?q=${encodeURIComponent('SELECT Id FROM Account')}`
  return [
    ...paths.map(([what, path, profile]) => ({
      what: `${what} in the path`,
      url: path,
      headers: as(profile),
    })),
    {
      what: 'the size of batches, in a header',
      url: query,
      headers: as('Operations', { 'Sforce-Query-Options': 'batchSize=200*' }),
    },
  ]
}

function bodies({ account }: Prepared, as: As): readonly Target[] {
  const json = { 'Content-Type': 'application/json' }
  return [
    {
      what: 'a field of a save',
      url: `${DATA}/sobjects/Account/${account}`,
      method: 'PATCH',
      headers: as('Operations', json),
      body: '{"Description":"x*"}',
    },
    {
      what: 'a parent by its key in a save',
      url: `${DATA}/sobjects/order_proposal__c`,
      headers: as(ADMIN, json),
      body: '{"price__c":1,"order__r":{"external_id__c":"x*"}}',
    },
    {
      what: 'a username at the login',
      url: '/services/oauth2/token',
      body: 'grant_type=password&username=admin%40atelier.local*&password=x',
    },
  ]
}
