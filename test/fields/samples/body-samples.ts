import { BLANK_INPUTS, same, specOf, type TypeSamples } from './type-samples.ts'

const BASE64: TypeSamples = {
  spec: specOf('Base64'),
  values: [same('aGk='), same('AAECAwQ='), same('+/+/')],
  criteria: ['', '', ''],
  inputs: [...BLANK_INPUTS, [' aGk=\n', 'aGk=']],
  cells: [
    ['aGk=', 'aGk='],
    ['', null],
    [null, null],
  ],
  bad: [
    [{ a: 1 }, 'JSON_PARSER_ERROR'],
    [12, 'JSON_PARSER_ERROR'],
    ['aGk', 'INVALID_INPUT'],
    ['a-_=', 'INVALID_INPUT'],
    ['=aGk', 'INVALID_INPUT'],
  ],
  badCells: [['not base64!', /the text is not base64/]],
  describe: { type: 'base64', soapType: 'xsd:base64Binary', length: 0, byteLength: 0 },
  tsType: 'string',
  changes: [
    [{ type: 'Base64' }, 'safe'],
    [{ type: 'Text' }, 'refuse'],
  ],
}

export const BODY_SAMPLES: Readonly<Record<string, TypeSamples>> = { Base64: BASE64 }
