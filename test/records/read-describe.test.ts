import { expect } from 'chai'
import { fullAccess } from '../../server/access/access.ts'
import { describeGlobal, describeObject } from '../../server/records/describe.ts'
import { modelOf } from '../metadata/compile-files.ts'
import { SAMPLE } from './query/sample-model.ts'

describe('describe', () => {
  const order = () => JSON.parse(describeObject(SAMPLE, fullAccess, 'ORDER'))
  const field = (name: string) => order().fields.find((found: { name: string }) => found.name === name)

  it('lists objects by name', () => {
    const global = JSON.parse(describeGlobal(SAMPLE, fullAccess))
    expect(global).to.include({ encoding: 'UTF-8', maxBatchSize: 200 })
    expect(global.sobjects.map((object: { name: string }) => object.name)).to.deep.equal([
      'Account',
      'Group',
      'Order',
      'User',
      'order_proposal__c',
    ])
    expect(global.sobjects[2]).to.deep.include({
      keyPrefix: '801',
      custom: false,
      queryable: true,
      createable: true,
    })
    expect(global.sobjects[2].urls.describe).to.equal('/services/data/v60.0/sobjects/Order/describe')
  })

  it('has every attribute that clients read of a field', () => {
    const attributes = `aggregatable aiPredictionField autoNumber byteLength calculated calculatedFormula cascadeDelete
      caseSensitive compoundFieldName controllerName createable custom defaultValue defaultValueFormula defaultedOnCreate
      dependentPicklist deprecatedAndHidden digits displayLocationInDecimal encrypted externalId extraTypeInfo filterable
      filteredLookupInfo formulaTreatNullNumberAsZero groupable highScaleNumber htmlFormatted idLookup inlineHelpText label
      length mask maskType name nameField namePointing nillable permissionable picklistValues polymorphicForeignKey precision
      queryByDistance referenceTargetField referenceTo relationshipName relationshipOrder restrictedDelete
      restrictedPicklist scale searchPrefilterable soapType sortable type unique updateable writeRequiresMasterRead`
    for (const found of order().fields) expect(found).to.have.all.keys(attributes.split(/\s+/))
  })

  it('tells relationships, in both directions', () => {
    expect(field('AccountId')).to.deep.include({ referenceTo: ['Account'], relationshipName: 'Account' })
    expect(field('OwnerId')).to.deep.include({ referenceTo: ['User', 'Group'], polymorphicForeignKey: true })
    expect(order().childRelationships).to.deep.equal([
      {
        cascadeDelete: false,
        childSObject: 'order_proposal__c',
        deprecatedAndHidden: false,
        field: 'order__c',
        junctionIdListNames: [],
        junctionReferenceTo: [],
        relationshipName: 'order_proposals__r',
        restrictedDelete: false,
      },
    ])
  })

  it('tells picklist values and the master record type', () => {
    expect(field('Status').picklistValues).to.deep.equal([
      { active: true, defaultValue: true, label: 'Draft', validFor: null, value: 'DRAFT' },
      { active: true, defaultValue: false, label: 'Finished', validFor: null, value: 'DONE' },
    ])
    expect(order().recordTypeInfos).to.have.length(1)
    expect(order().recordTypeInfos[0]).to.include({
      developerName: 'Master',
      master: true,
      defaultRecordTypeMapping: true,
    })
  })

  it('tells which values a value of the controlling picklist offers, a bit each', async () => {
    const model = await modelOf({
      'base/objects/bid__c/fields/reason__c.json': {
        label: 'Reason',
        type: 'Picklist',
        valueSet: {
          controllingField: 'STATE__c',
          valueSetDefinition: { value: [{ fullName: 'Price' }, { fullName: 'Late' }, { fullName: 'Other' }] },
          valueSettings: [
            { controllingFieldValue: ['Open', 'Lost'], valueName: 'Price' },
            { controllingFieldValue: ['lost'], valueName: 'Late' },
          ],
        },
      },
    })
    const { fields } = JSON.parse(describeObject(model, fullAccess, 'bid__c'))
    const reason = fields.find((found: { name: string }) => found.name === 'reason__c')
    expect(reason).to.include({ controllerName: 'state__c', dependentPicklist: true })
    const bits = (index: number) => Buffer.from(reason.picklistValues[index].validFor, 'base64')[0]
    // Open, Won and Lost, from the highest bit on.
    expect([bits(0), bits(1), bits(2)]).to.deep.equal([0b1010_0000, 0b0010_0000, 0])
  })

  it('leaves out what may not be seen', () => {
    const narrow = {
      ...fullAccess,
      key: 'narrow',
      object: (object: { name: string }, right: string) =>
        object.name !== 'order_proposal__c' && right === 'read',
      field: ({ name }: { name: string }) => name !== 'Amount__c',
    }
    const described = JSON.parse(describeObject(SAMPLE, narrow, 'Order'))
    expect(described.fields.map((found: { name: string }) => found.name)).not.to.include('Amount__c')
    expect(described).to.deep.include({ childRelationships: [], createable: false, deletable: false })
    expect(() => describeObject(SAMPLE, narrow, 'order_proposal__c')).to.throw('is not supported')
    expect(describeObject(SAMPLE, fullAccess, 'Order')).to.include('Amount__c')
  })

  it('is put together once per model, access and version', () => {
    expect(describeObject(SAMPLE, fullAccess, 'Order')).to.equal(describeObject(SAMPLE, fullAccess, 'order'))
    expect(describeObject(SAMPLE, fullAccess, 'Order', 'v50.0')).to.include('/services/data/v50.0/')
  })
})
