import { expect } from 'chai'
import { deploy } from '../../server/org/deploy.ts'
import { metadataFiles } from '../support/test-org.ts'
import { openPackageOrg, type PackageOrg, type Values } from './package-org.ts'

/** Fields of the objects that the API of Salesforce has, and that its clients read by these names. */
const FIELDS: Readonly<Record<string, string>> = {
  Account: `Name AccountNumber AccountSource AnnualRevenue BillingStreet BillingCity BillingState BillingPostalCode
    BillingCountry BillingLatitude BillingLongitude BillingGeocodeAccuracy ShippingStreet ShippingCity ShippingState
    ShippingPostalCode ShippingCountry ShippingLatitude ShippingLongitude ShippingGeocodeAccuracy Description Fax Industry
    NumberOfEmployees OwnerId Ownership ParentId Phone Rating Sic SicDesc Site TickerSymbol Type Website`,
  AccountTeamMember: `Name AccountId UserId TeamMemberRole Title AccountAccessLevel OpportunityAccessLevel CaseAccessLevel
    ContactAccessLevel`,
  Contact: `Name FirstName MiddleName LastName Suffix Salutation AccountId AssistantName AssistantPhone Birthdate Department
    Description DoNotCall Email EmailBouncedDate EmailBouncedReason Fax HasOptedOutOfEmail HasOptedOutOfFax HomePhone
    IsEmailBounced LeadSource MailingStreet MailingCity MailingState MailingPostalCode MailingCountry OtherStreet OtherCity
    OtherState OtherPostalCode OtherCountry OtherPhone MobilePhone Phone ReportsToId Title`,
  Lead: `Name FirstName MiddleName LastName Suffix Salutation Company Title Street City State PostalCode Country Phone
    MobilePhone Fax Email Website Description LeadSource Status Industry Rating AnnualRevenue NumberOfEmployees IsConverted
    ConvertedDate ConvertedAccountId ConvertedContactId ConvertedOpportunityId IsUnreadByOwner DoNotCall`,
  Opportunity: `Name AccountId IsPrivate Description StageName Amount Probability ExpectedRevenue TotalOpportunityQuantity
    CloseDate Type NextStep LeadSource IsClosed IsWon ForecastCategory ForecastCategoryName CampaignId Pricebook2Id ContractId
    ContactId Fiscal FiscalQuarter FiscalYear LastStageChangeDate SyncedQuoteId`,
  OpportunityTeamMember: 'Name OpportunityId UserId TeamMemberRole Title OpportunityAccessLevel',
  OpportunityLineItem: `Name OpportunityId PricebookEntryId Product2Id ProductCode Quantity UnitPrice ListPrice Discount
    Subtotal TotalPrice ServiceDate Description SortOrder`,
  Order: `OrderNumber Name AccountId ContractId Pricebook2Id OriginalOrderId OpportunityId QuoteId EffectiveDate EndDate
    IsReductionOrder Status StatusCode Description CustomerAuthorizedById CustomerAuthorizedDate CompanyAuthorizedById
    CompanyAuthorizedDate Type BillingStreet ShippingStreet BillToContactId ShipToContactId PoDate PoNumber
    OrderReferenceNumber ActivatedDate ActivatedById TotalAmount`,
  OrderItem: `OrderItemNumber OrderId Product2Id PricebookEntryId OriginalOrderItemId QuoteLineItemId AvailableQuantity
    Quantity UnitPrice ListPrice TotalPrice ServiceDate EndDate Description`,
  Product2: `Name ProductCode Description IsActive Family ExternalId DisplayUrl QuantityUnitOfMeasure IsArchived
    StockKeepingUnit`,
  Pricebook2: 'Name IsActive IsArchived IsStandard Description',
  PricebookEntry: 'Name Pricebook2Id Product2Id UnitPrice IsActive UseStandardPrice ProductCode IsArchived',
  Quote: `Name QuoteNumber OpportunityId AccountId ContactId Pricebook2Id ContractId Status ExpirationDate IsSyncing Subtotal
    Discount TotalPrice Tax ShippingHandling GrandTotal LineItemCount BillingName QuoteToName ShippingName AdditionalName
    Email Phone Fax Description`,
  QuoteLineItem: `LineNumber QuoteId PricebookEntryId Product2Id OpportunityLineItemId Quantity UnitPrice ListPrice Discount
    Subtotal TotalPrice ServiceDate SortOrder Description`,
  Contract: `ContractNumber AccountId Pricebook2Id OwnerExpirationNotice StartDate EndDate ContractTerm Status StatusCode
    CompanySignedId CompanySignedDate CustomerSignedId CustomerSignedTitle CustomerSignedDate SpecialTerms ActivatedById
    ActivatedDate Description LastApprovedDate BillingStreet ShippingStreet ShippingCountry`,
  Case: `CaseNumber AccountId ContactId AssetId ParentId SuppliedName SuppliedEmail SuppliedPhone SuppliedCompany Type
    Status Reason Origin Subject Priority Description IsClosed ClosedDate IsEscalated ContactPhone ContactMobile
    ContactEmail ContactFax`,
  CaseComment: 'ParentId IsPublished CommentBody',
  Campaign: `Name ParentId Type Status StartDate EndDate ExpectedRevenue BudgetedCost ActualCost ExpectedResponse NumberSent
    IsActive Description NumberOfLeads NumberOfContacts NumberOfResponses NumberOfOpportunities NumberOfWonOpportunities
    AmountAllOpportunities AmountWonOpportunities`,
  CampaignMember: `CampaignId LeadId ContactId Status HasResponded FirstRespondedDate Salutation Name FirstName LastName
    Title Street City State PostalCode Country Email Phone Fax MobilePhone DoNotCall HasOptedOutOfEmail HasOptedOutOfFax
    LeadSource CompanyOrAccount Type LeadOrContactId LeadOrContactOwnerId`,
  Asset: `Name AccountId ContactId ParentId Product2Id ProductCode ProductFamily ProductDescription IsCompetitorProduct
    SerialNumber InstallDate PurchaseDate ManufactureDate UsageEndDate LifecycleStartDate LifecycleEndDate Status Price
    Quantity Description AssetProvidedById AssetServicedById IsInternal StockKeepingUnit Street City Country`,
  Task: `Subject WhoId WhatId ActivityDate Status Priority IsHighPriority Description IsClosed CallDurationInSeconds
    CallType CallDisposition CallObject ReminderDateTime IsReminderSet TaskSubtype CompletedDateTime Type`,
  Event: `Subject WhoId WhatId Location IsAllDayEvent ActivityDateTime ActivityDate DurationInMinutes StartDateTime
    EndDateTime Description IsPrivate ShowAs ReminderDateTime IsReminderSet EventSubtype Type`,
  EntitySubscription: 'ParentId SubscriberId',
  Note: 'Title ParentId IsPrivate Body',
  Attachment: 'Name ParentId IsPrivate ContentType Body BodyLength Description',
  ContentVersion: `Title PathOnClient FileType FileExtension ContentSize VersionNumber IsLatest Description ReasonForChange
    ContentDocumentId FirstPublishLocationId Origin SharingOption SharingPrivacy VersionData Checksum PathOnClient`,
  ContentDocument: `Title Description FileType FileExtension ContentSize ContentModifiedDate LatestPublishedVersionId OwnerId`,
  ContentDocumentLink: 'ContentDocumentId LinkedEntityId ShareType Visibility',
  EmailMessage: `Subject ParentId ActivityId TextBody HtmlBody Headers FromName FromAddress ToAddress CcAddress BccAddress
    Incoming HasAttachment Status MessageDate ReplyToEmailMessageId MessageIdentifier ThreadIdentifier RelatedToId IsTracked`,
  EmailTemplate: `Name DeveloperName Subject HtmlValue Body Encoding IsActive TemplateType TemplateStyle Description
    RelatedEntityType TimesUsed LastUsedDate`,
  User: `Username Name FirstName MiddleName LastName Suffix CompanyName Division Department Title Street City State
    PostalCode Country Email SenderEmail SenderName Signature Phone Fax MobilePhone Alias CommunityNickname IsActive
    TimeZoneSidKey UserRoleId LocaleSidKey ReceivesInfoEmails ReceivesAdminInfoEmails EmailEncodingKey ProfileId UserType
    LanguageLocaleKey EmployeeNumber DelegatedApproverId ManagerId LastLoginDate FederationIdentifier AboutMe Extension`,
  Profile: 'Name UserType Description',
  PermissionSet:
    'Name Label ProfileId IsOwnedByProfile IsCustom Description HasActivationRequired Type NamespacePrefix',
  PermissionSetGroup: 'Name DeveloperName MasterLabel Description Status',
  PermissionSetAssignment: 'AssigneeId PermissionSetId PermissionSetGroupId ExpirationDate',
  UserRole: `Name DeveloperName ParentRoleId RollupDescription OpportunityAccessForAccountOwner CaseAccessForAccountOwner
    ContactAccessForAccountOwner`,
  Group: 'Name DeveloperName RelatedId Type Email DoesSendEmailToMembers DoesIncludeBosses Description',
  GroupMember: 'GroupId UserOrGroupId',
  Organization: `Name Division Street City State PostalCode Country Phone Fax PrimaryContact DefaultLocaleSidKey
    TimeZoneSidKey LanguageLocaleKey FiscalYearStartMonth OrganizationType NamespacePrefix InstanceName IsSandbox
    TrialExpirationDate`,
  RecordType: 'Name DeveloperName SobjectType IsActive Description NamespacePrefix',
}

/** Child relationships by their parent, as queries of Salesforce name them. */
const CHILDREN: Readonly<Record<string, string>> = {
  Account: `ChildAccounts Contacts Opportunities Cases Contracts Orders Assets Quotes Tasks Events Notes Attachments
    ProvidedAssets ServicedAssets AccountTeamMembers`,
  Contact: 'Cases CampaignMembers Assets Tasks Events Notes Attachments',
  Opportunity: 'OpportunityLineItems OpportunityTeamMembers Quotes Orders Tasks Events Notes Attachments',
  Order: 'OrderItems Tasks Events Notes Attachments ContentDocumentLinks',
  ContentDocument: 'ContentVersions ContentDocumentLinks',
  Case: 'Cases CaseComments EmailMessages Tasks Events',
  Campaign: 'ChildCampaigns CampaignMembers Opportunities Tasks Events',
  Contract: 'Orders Quotes Tasks Events',
  Product2: 'PricebookEntries Assets',
  Pricebook2: 'PricebookEntries Opportunities Orders',
  Quote: 'QuoteLineItems Orders',
  Lead: 'CampaignMembers Tasks Events',
}

describe('The package standard', () => {
  let org: PackageOrg
  before(async function () {
    this.timeout(60_000)
    org = await openPackageOrg()
  })
  after(() => org.dispose())

  const words = (text: string | undefined): readonly string[] => (text ?? '').trim().split(/\s+/)

  it('has no list view that leaves its records as they come', () => {
    const views = [...org.org.model.objects.values()].flatMap(({ name, listViews }) =>
      [...listViews.values()]
        .filter(({ orderBy }) => orderBy.length === 0)
        .map(view => `${name}.${view.name}`),
    )
    expect(views).to.deep.equal([])
  })

  it("has Salesforce's objects, no other ones, with its fields by their names", () => {
    const standard = [...org.org.model.objects.values()].filter(object => object.package === 'standard')
    expect(standard.map(({ name }) => name).sort()).to.deep.equal(Object.keys(FIELDS).sort())
    for (const object of standard) {
      const names = object.fieldList.map(({ name }) => name)
      expect(
        words(FIELDS[object.name]).filter(name => !names.includes(name)),
        object.name,
      ).to.deep.equal([])
    }
  })

  it("names child relationships as Salesforce's queries do", () => {
    for (const [name, children] of Object.entries(CHILDREN)) {
      const known = [...(org.org.model.objects.get(name.toLowerCase())?.children.values() ?? [])]
      const missing = words(children).filter(child => !known.some(one => one.name === child))
      expect(missing, name).to.deep.equal([])
    }
  })

  const one = async (soql: string): Promise<Values> => (await org.query(soql))[0] as Values
  const opportunity = (values: Values = {}): Promise<string> =>
    org.save('insert', 'Opportunity', {
      Name: 'Deal',
      CloseDate: '2026-05-31',
      StageName: 'Prospecting',
      ...values,
    })

  it('puts the names of people together', async () => {
    const Id = await org.save('insert', 'Contact', {
      FirstName: 'Ada',
      MiddleName: 'King',
      LastName: 'Lovelace',
      Suffix: 'II',
    })
    const last = await org.save('insert', 'Lead', { LastName: 'Hopper', Company: 'Navy' })
    expect(await one(`SELECT Name FROM Contact WHERE Id = '${Id}'`)).to.deep.equal({
      Name: 'Ada King Lovelace II',
    })
    expect(await one(`SELECT Name FROM Lead WHERE Id = '${last}'`)).to.deep.equal({ Name: 'Hopper' })
  })

  it('takes what an opportunity is from its stage', async () => {
    const Id = await opportunity({ Amount: 2000 })
    const read = () =>
      one(
        `SELECT Probability, ExpectedRevenue, IsClosed, IsWon, ForecastCategory, ForecastCategoryName, Fiscal FROM Opportunity WHERE Id = '${Id}'`,
      )
    const open = { IsClosed: false, IsWon: false, Fiscal: '2026 2' }
    const pipeline = { ForecastCategory: 'Pipeline', ForecastCategoryName: 'Pipeline' }
    expect(await read()).to.deep.equal({ Probability: 10, ExpectedRevenue: 200, ...open, ...pipeline })
    await org.save('update', 'Opportunity', { Id, StageName: 'Negotiation/Review' })
    expect(await read()).to.deep.equal({ Probability: 90, ExpectedRevenue: 1800, ...open, ...pipeline })
    await org.save('update', 'Opportunity', {
      Id,
      StageName: 'Value Proposition',
      Probability: 55,
      ForecastCategoryName: 'Best Case',
    })
    expect(await read()).to.include({
      Probability: 55,
      ForecastCategory: 'BestCase',
      ForecastCategoryName: 'Best Case',
    })
    await org.save('update', 'Opportunity', { Id, StageName: 'Closed Won' })
    expect(await read()).to.include({
      Probability: 100,
      IsClosed: true,
      IsWon: true,
      ForecastCategory: 'Closed',
    })
    await org.save('update', 'Opportunity', { Id, StageName: 'Closed Lost' })
    expect(await read()).to.include({
      Probability: 0,
      IsClosed: true,
      IsWon: false,
      ForecastCategoryName: 'Omitted',
    })
    expect(
      await one(`SELECT COUNT(Id) n FROM Opportunity WHERE Id = '${Id}' AND LastStageChangeDate = TODAY`),
    ).to.deep.equal({ n: 1 })
  })

  it('prices lines from their price book, with discounts, and adds them up', async () => {
    const Product2Id = await org.save('insert', 'Product2', {
      Name: 'Gear',
      ProductCode: 'G-1',
      IsActive: true,
    })
    const Pricebook2Id = await org.save('insert', 'Pricebook2', { Name: 'Standard', IsActive: true })
    const PricebookEntryId = await org.save('insert', 'PricebookEntry', {
      Product2Id,
      Pricebook2Id,
      UnitPrice: 50,
      IsActive: true,
    })
    const AccountId = await org.save('insert', 'Account', { Name: 'Acme' })
    const OpportunityId = await opportunity({ AccountId })
    const line = await org.save('insert', 'OpportunityLineItem', {
      OpportunityId,
      PricebookEntryId,
      Quantity: 3,
      Discount: 10,
    })
    expect(
      await one(
        `SELECT Name, Product2.Name, ProductCode, UnitPrice, ListPrice, Subtotal, TotalPrice FROM OpportunityLineItem WHERE Id = '${line}'`,
      ),
    ).to.deep.equal({
      Name: 'Deal Gear',
      Product2: { Name: 'Gear' },
      ProductCode: 'G-1',
      UnitPrice: 50,
      ListPrice: 50,
      Subtotal: 150,
      TotalPrice: 135,
    })
    const QuoteId = await org.save('insert', 'Quote', {
      Name: 'Q',
      OpportunityId,
      Tax: 10,
      ShippingHandling: 5,
    })
    await org.save('insert', 'QuoteLineItem', {
      QuoteId,
      PricebookEntryId,
      Quantity: 2,
      UnitPrice: 40,
      Discount: 25,
    })
    await org.save('insert', 'QuoteLineItem', { QuoteId, PricebookEntryId, Quantity: 1 })
    expect(
      await one(
        `SELECT Subtotal, Discount, TotalPrice, GrandTotal, LineItemCount FROM Quote WHERE Id = '${QuoteId}'`,
      ),
    ).to.deep.equal({ Subtotal: 130, Discount: 15.38, TotalPrice: 110, GrandTotal: 125, LineItemCount: 2 })
    const OrderId = await org.save('insert', 'Order', { AccountId, EffectiveDate: '2026-05-01' })
    await org.save('insert', 'OrderItem', { OrderId, PricebookEntryId, Quantity: 4, UnitPrice: 12.5 })
    expect(await one(`SELECT TotalAmount FROM Order WHERE Id = '${OrderId}'`)).to.deep.equal({
      TotalAmount: 50,
    })
  })

  it('closes cases and tasks, activates contracts, and remembers when', async () => {
    const AccountId = await org.save('insert', 'Account', { Name: 'Globex' })
    const scenarios = [
      ['Case', { Subject: 'Broken' }, 'Closed', 'IsClosed', 'ClosedDate', 'New'],
      ['Task', { Subject: 'Call' }, 'Completed', 'IsClosed', 'CompletedDateTime', 'Not Started'],
      [
        'Contract',
        { AccountId, StartDate: '2026-01-31', ContractTerm: 1 },
        'Activated',
        'StatusCode',
        'ActivatedDate',
        'Draft',
      ],
    ] as const
    for (const [object, values, done, flag, date, undone] of scenarios) {
      const Id = await org.save('insert', object, values)
      const read = () => one(`SELECT ${flag}, ${date} FROM ${object} WHERE Id = '${Id}'`)
      const before = await read()
      expect(before[date], object).to.equal(null)
      await org.save('update', object, { Id, Status: done })
      const after = await read()
      expect(after[flag], object).to.equal(flag === 'IsClosed' ? true : 'Activated')
      expect(Date.parse(String(after[date])), object).to.be.closeTo(Date.now(), 60_000)
      await org.save('update', object, { Id, Status: undone })
      expect(await read(), object).to.deep.equal(before)
    }
    expect(await one("SELECT EndDate FROM Contract WHERE Account.Name = 'Globex'")).to.deep.equal({
      EndDate: '2026-02-27',
    })
  })

  it('counts the members and the deals of a campaign', async () => {
    const CampaignId = await org.save('insert', 'Campaign', { Name: 'Fair' })
    const ContactId = await org.save('insert', 'Contact', { LastName: 'One', MailingCity: 'Tbilisi' })
    const LeadId = await org.save('insert', 'Lead', { LastName: 'Two', Company: 'C' })
    await org.save('insert', 'CampaignMember', { CampaignId, ContactId, Status: 'Responded' })
    await org.save('insert', 'CampaignMember', { CampaignId, LeadId })
    await opportunity({ CampaignId, Amount: 10, StageName: 'Closed Won' })
    await opportunity({ CampaignId, Amount: 5 })
    expect(
      await one(
        `SELECT NumberOfContacts, NumberOfLeads, NumberOfResponses, NumberOfOpportunities, NumberOfWonOpportunities, AmountAllOpportunities, AmountWonOpportunities FROM Campaign WHERE Id = '${CampaignId}'`,
      ),
    ).to.deep.equal({
      NumberOfContacts: 1,
      NumberOfLeads: 1,
      NumberOfResponses: 1,
      NumberOfOpportunities: 2,
      NumberOfWonOpportunities: 1,
      AmountAllOpportunities: 15,
      AmountWonOpportunities: 10,
    })
    expect(
      await org.query(
        `SELECT Name, Type, City, LeadOrContactId, HasResponded FROM CampaignMember ORDER BY Name`,
      ),
    ).to.deep.equal([
      { Name: 'One', Type: 'Contact', City: 'Tbilisi', LeadOrContactId: ContactId, HasResponded: true },
      { Name: 'Two', Type: 'Lead', City: null, LeadOrContactId: LeadId, HasResponded: false },
    ])
  })

  it('relates tasks to whatever record they are about', async () => {
    const WhoId = await org.save('insert', 'Lead', { LastName: 'Three', Company: 'D' })
    const WhatId = await org.save('insert', 'Campaign', { Name: 'Spring' })
    await org.save('insert', 'Task', { Subject: 'Ask', WhoId, WhatId })
    expect(
      await one("SELECT Who.Name, Who.Type, What.Name, What.Type FROM Task WHERE Subject = 'Ask'"),
    ).to.deep.equal({ Who: { Name: 'Three', Type: 'Lead' }, What: { Name: 'Spring', Type: 'Campaign' } })
    expect(
      await org.query(`SELECT (SELECT Subject FROM Tasks) FROM Lead WHERE Id = '${WhoId}'`),
    ).to.deep.equal([{ Tasks: { totalSize: 1, done: true, records: [{ Subject: 'Ask' }] } }])
    expect(await org.problems('insert', 'Task', { Subject: 'x', WhoId: WhatId })).to.deep.equal([
      'MALFORMED_ID WhoId',
    ])
  })

  it('keeps to the stages that an org has', async () => {
    const stages = {
      label: 'Stages',
      value: [
        { fullName: 'Talk', default: true, probability: 30, forecastCategory: 'BestCase' },
        { fullName: 'Signed', closed: true, won: true, probability: 100, forecastCategory: 'Closed' },
        ...['Prospecting', 'Negotiation/Review', 'Value Proposition', 'Closed Won', 'Closed Lost'].map(
          fullName => ({ fullName, isActive: false }),
        ),
      ],
    }
    const files = await metadataFiles()
    const path = 'manufaktura/value-sets/OpportunityStage.json'
    const file = { package: 'manufaktura', path, text: JSON.stringify(stages) }
    await deploy(org.org, [...files, file], { who: 'test' })
    const Id = await opportunity({ StageName: 'Signed', Amount: 7 })
    expect(
      await one(
        `SELECT IsClosed, IsWon, Probability, ForecastCategoryName FROM Opportunity WHERE Id = '${Id}'`,
      ),
    ).to.deep.equal({ IsClosed: true, IsWon: true, Probability: 100, ForecastCategoryName: 'Closed' })
  })
})
