import { nearest } from '../nearest.ts'
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
  CASESAFEID: 'text',
  CEILING: 'ceiling',
  CONTAINS: 'contains',
  DATE: 'date',
  DATETIMEVALUE: 'datetimeValue',
  DATEVALUE: 'dateValue',
  DAY: 'day',
  DAYOFYEAR: 'dayOfYear',
  EXP: 'exp',
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
  ISOWEEK: 'isoWeek',
  ISOYEAR: 'isoYear',
  ISPICKVAL: 'isPickVal',
  LEFT: 'left',
  LEN: 'length',
  LN: 'ln',
  LOG: 'log10',
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
  PICKLISTCOUNT: 'count',
  PRIORVALUE: 'priorValue',
  REGEX: 'regex',
  REVERSE: 'reverse',
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
builders.set('PI', () => ({ value: ['3.141592653589793238'] }))
builders.set('TIMENOW', () => ({ timeValue: [{ now: [] }] }))

const IN_PAGES = 'It belongs to buttons and pages, not to rules.'
const IN_REPORTS = 'It belongs to reports.'
const WHERE_SHOWN = 'Texts are encoded where they are shown.'
const IN_HOOKS = 'Compute it in a hook.'

/** Functions of Salesforce that there are not here, and what to do instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  ACOS: IN_HOOKS,
  ASCII: 'Compare texts with < and >.',
  ASIN: IN_HOOKS,
  ATAN: IN_HOOKS,
  ATAN2: IN_HOOKS,
  CHR: 'Write the character itself, and BR() for a line break.',
  COS: IN_HOOKS,
  CURRENCYRATE: 'Keep rates in an object, and reach them by a lookup.',
  DISTANCE: 'Compare the latitudes and longitudes.',
  FORMATDURATION: 'Two date-times subtracted give days: format those.',
  FROMUNIXTIME: 'Add days to a date-time.',
  GEOLOCATION: 'Compare the latitudes and longitudes.',
  GETRECORDIDS: IN_PAGES,
  GETSESSIONID: IN_PAGES,
  HTMLENCODE: WHERE_SHOWN,
  HYPERLINK: 'Use a field of type Url, or a formula that gives the address as text.',
  IMAGE: 'Use a picklist: its values have colors.',
  IMAGEPROXYURL: IN_PAGES,
  INCLUDE: IN_PAGES,
  INITCAP: 'Write UPPER(LEFT(x, 1)) & LOWER(MID(x, 2, LEN(x))).',
  ISCLONE: 'A copy is a new record: ask ISNEW().',
  JSENCODE: WHERE_SHOWN,
  JSINHTMLENCODE: WHERE_SHOWN,
  JUNCTIONIDLIST: IN_PAGES,
  LINKTO: IN_PAGES,
  PARENTGROUPVAL: IN_REPORTS,
  PREDICT: IN_HOOKS,
  PREVGROUPVAL: IN_REPORTS,
  REQUIRESCRIPT: IN_PAGES,
  SIN: IN_HOOKS,
  TAN: IN_HOOKS,
  UNIXTIMESTAMP: 'Two date-times subtracted give days.',
  URLENCODE: WHERE_SHOWN,
  URLFOR: IN_PAGES,
  VLOOKUP: 'Follow a lookup instead: order__r.Account.Name.',
}

/** Why there is no such function, for people. */
export function explainMissing(name: string): string {
  const upper = name.toUpperCase()
  if (Object.hasOwn(INSTEAD, upper)) return `${upper} is not supported. ${INSTEAD[upper]}`
  const meant = nearest(upper, [...builders.keys()])
  return `There is no function ${name.slice(0, 80)}.${meant ? ` Did you mean ${meant}?` : ''}`
}

export function findFunction(name: string): Build | undefined {
  return builders.get(name.toUpperCase())
}
