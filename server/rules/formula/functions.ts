import type { Rule } from '../rule.ts'

type Build = (args: readonly Rule[]) => Rule

/** Salesforce's functions by the operation of the same meaning; the arguments go over as they stand. */
const OPERATIONS: Readonly<Record<string, string>> = {
  ABS: 'abs',
  ADDMONTHS: 'addMonths',
  AND: 'and',
  BEGINS: 'startsWith',
  BLANKVALUE: 'blankValue',
  CASE: 'case',
  CEILING: 'ceiling',
  CONTAINS: 'contains',
  DATE: 'date',
  DATETIMEVALUE: 'datetimeValue',
  DATEVALUE: 'dateValue',
  DAY: 'day',
  DAYOFYEAR: 'dayOfYear',
  FIND: 'find',
  FLOOR: 'floor',
  HOUR: 'hour',
  IF: 'if',
  INCLUDES: 'includes',
  ISBLANK: 'isBlank',
  ISCHANGED: 'isChanged',
  ISNEW: 'isNew',
  ISNULL: 'isBlank',
  ISNUMBER: 'isNumber',
  ISPICKVAL: 'isPickVal',
  LEFT: 'left',
  LEN: 'length',
  LOWER: 'lower',
  LPAD: 'lpad',
  MAX: 'max',
  MCEILING: 'mceiling',
  MFLOOR: 'mfloor',
  MID: 'mid',
  MILLISECOND: 'millisecond',
  MIN: 'min',
  MINUTE: 'minute',
  MOD: '%',
  MONTH: 'month',
  NOT: '!',
  NOW: 'now',
  NULLVALUE: 'blankValue',
  OR: 'or',
  PRIORVALUE: 'priorValue',
  REGEX: 'regex',
  RIGHT: 'right',
  ROUND: 'round',
  RPAD: 'rpad',
  SECOND: 'second',
  SQRT: 'sqrt',
  SUBSTITUTE: 'substitute',
  TEXT: 'text',
  TIMEVALUE: 'timeValue',
  TODAY: 'today',
  TRIM: 'trim',
  TRUNC: 'trunc',
  UPPER: 'upper',
  VALUE: 'value',
  WEEKDAY: 'weekday',
  YEAR: 'year',
}

const builders = new Map<string, Build>(
  Object.entries(OPERATIONS).map(([name, operation]) => [name, args => ({ [operation]: args })]),
)
builders.set('BR', () => '\n')

export function findFunction(name: string): Build | undefined {
  return builders.get(name.toUpperCase())
}

export function functionNames(): readonly string[] {
  return [...builders.keys()]
}
