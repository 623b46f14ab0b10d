import type { TradeOrg } from './rows.ts'

/** A kind of page: its addresses, and what a client asks the API for that wants the same data. */
export interface PageReads {
  readonly title: string
  readonly paths: readonly string[]
  /** The requests for each of the addresses; none for a page that shows no data. */
  readonly reads: readonly (readonly string[])[]
}

const DATA = '/services/data/v60.0'
const query = (soql: string): string => `${DATA}/query?q=${encodeURIComponent(soql)}`

/** Columns of the list views of orders that are asked for. */
const LISTED =
  'Id, OrderNumber, external_id__c, title__c, AccountId, Account.Name, Status, EffectiveDate, expected_amount__c'
const LISTS = [
  { name: 'Awaiting_Proposals', status: 'AWAITING PROPOSALS' },
  { name: 'Pending_Validation', status: 'PENDING VALIDATION' },
] as const
/** Fields of the layout of an order, with the names that its lookups show. */
const LAID_OUT = [
  ...[
    'Id',
    'OrderNumber',
    'Name',
    'title__c',
    'external_id__c',
    'AccountId',
    'Account.Name',
    'announced_at__c',
  ],
  ...['EffectiveDate', 'OwnerId', 'Owner.Name', 'Status', 'expected_amount__c', 'currency__c', 'EndDate'],
  ...['PoNumber', 'OrderReferenceNumber', 'proposal__c', 'proposal__r.Name', 'manufacturer__c'],
  ...['manufacturer__r.Name', 'manufacturer_selected_date__c', 'charged_amount__c', 'paid_amount__c'],
  ...['paid_to_manufacturer__c', 'open_payments__c', 'quality_check__c', 'quality_check_date__c'],
  ...[
    'open_stages__c',
    'quality_notes__c',
    'Description',
    'Type',
    'ContractId',
    'Pricebook2Id',
    'TotalAmount',
  ],
  ...[
    'BillToContactId',
    'ShipToContactId',
    'BillingStreet',
    'BillingCity',
    'BillingState',
    'BillingPostalCode',
  ],
  ...['BillingCountry', 'ShippingStreet', 'ShippingCity', 'ShippingState', 'ShippingPostalCode'],
  ...['ShippingCountry', 'CreatedById', 'CreatedBy.Name', 'CreatedDate', 'LastModifiedById'],
  ...['LastModifiedBy.Name', 'LastModifiedDate'],
]
const PROPOSALS = 'Id, Name, manufacturer__c, manufacturer__r.Name, price__c, currency__c, submitted_at__c'

export function makePageReads({ shownIds }: TradeOrg): readonly PageReads[] {
  const one = (id: string): string => `${DATA}/sobjects/Order/${id}?fields=${LAID_OUT.join()}`
  return [
    {
      title: 'list of 50 orders',
      paths: LISTS.map(({ name }) => `/lightning/o/Order/list?filterName=${name}`),
      reads: LISTS.map(({ status }) => [
        query(`SELECT COUNT() FROM Order WHERE Status = '${status}' LIMIT 2001`),
        query(`SELECT ${LISTED} FROM Order WHERE Status = '${status}' ORDER BY EffectiveDate LIMIT 50`),
      ]),
    },
    {
      title: 'record with proposals and history',
      paths: shownIds.map(id => `/lightning/r/Order/${id}/view`),
      reads: shownIds.map(id => [
        one(id),
        query(`SELECT ${PROPOSALS} FROM order_proposal__c WHERE order__c = '${id}' LIMIT 6`),
        `/services/atelier/history/${id}?limit=10`,
      ]),
    },
    {
      title: 'form of a record',
      paths: shownIds.map(id => `/lightning/r/Order/${id}/edit`),
      reads: shownIds.map(id => [one(id)]),
    },
    { title: 'form for a new record', paths: ['/lightning/o/Order/new'], reads: [] },
  ]
}
