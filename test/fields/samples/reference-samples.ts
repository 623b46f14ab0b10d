import { BLANK_INPUTS, same, specOf, type TypeSamples } from './type-samples.ts'

const IDS = ['001000000000001AAA', '001000000000002AAA', '00100000000000aAAA'] as const

const REFERENCE: TypeSamples = {
  spec: specOf('Lookup', { referenceTo: ['Account', 'Contact'] }),
  values: [same(IDS[0]), { ...same(IDS[1]), input: IDS[1].slice(0, 15) }, same(IDS[2])],
  criteria: [IDS[0], IDS[1].slice(0, 15), IDS[2]],
  inputs: [...BLANK_INPUTS, [` ${IDS[0]} `, IDS[0]]],
  cells: [
    [IDS[0].slice(0, 15), IDS[0]],
    ['-', null],
    ['', null],
  ],
  bad: [
    ['abc', 'MALFORMED_ID'],
    ['00100000000000', 'MALFORMED_ID'],
    ["001'; DROP TABLE", 'MALFORMED_ID'],
    [1, 'JSON_PARSER_ERROR'],
    [{ Name: 'Acme' }, 'JSON_PARSER_ERROR'],
    [[], 'JSON_PARSER_ERROR'],
  ],
  badCells: [['Acme', /id value of incorrect type: Acme/]],
  badCriteria: ['Acme'],
  describe: { type: 'reference', soapType: 'tns:ID', length: 18, byteLength: 18 },
  tsType: 'string',
  changes: [
    [{ type: 'Lookup', referenceTo: ['account'] }, 'safe'],
    [{ type: 'Lookup', referenceTo: ['Account', 'Lead'] }, 'refuse'],
    [{ type: 'MasterDetail', referenceTo: ['Contact'] }, 'safe'],
    [{ type: 'Text', length: 18 }, 'refuse'],
  ],
}

export const REFERENCE_SAMPLES: Readonly<Record<string, TypeSamples>> = {
  Lookup: REFERENCE,
  MasterDetail: {
    ...REFERENCE,
    spec: specOf('MasterDetail', { referenceTo: ['Account'] }),
    changes: [
      [{ type: 'Lookup', referenceTo: ['Account'] }, 'convert'],
      [{ type: 'MasterDetail', referenceTo: ['Account'] }, 'safe'],
      [{ type: 'Lookup', referenceTo: ['Contact'] }, 'refuse'],
      [{ type: 'Lookup', referenceTo: ['Account', 'Contact'] }, 'refuse'],
    ],
  },
  Id: {
    ...REFERENCE,
    spec: specOf('Id'),
    describe: { type: 'id', soapType: 'tns:ID', length: 18, byteLength: 18 },
    changes: [
      [{ type: 'Id' }, 'safe'],
      [{ type: 'Text' }, 'refuse'],
    ],
  },
}
