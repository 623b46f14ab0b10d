/** Names as people give them, the same in every run: common words, and words that few of a million have. */
export const TRADES = [
  ...['Precision', 'Castings', 'Electronics', 'Plastics', 'Tooling', 'Metalworks', 'Instruments', 'Robotics'],
  ...[
    'Assembly',
    'Boards',
    'Machining',
    'Textiles',
    'Ceramics',
    'Optics',
    'Batteries',
    'Foundry',
    'Packaging',
  ],
  ...['Prototypes', 'Components', 'Engineering'],
]
export const FORMS = ['LLC', 'GmbH', 'Ltd', 'JSC', 'Group', 'Holding', 'Works', 'Partners']
export const PARTS = ['housings', 'brackets', 'gears', 'lenses', 'sensors', 'panels', 'cables', 'valves']

const FIRST = [
  ...[
    'Ba',
    'Che',
    'Da',
    'Ge',
    'Go',
    'Ja',
    'Ka',
    'Kve',
    'La',
    'Ma',
    'Me',
    'Na',
    'No',
    'Pa',
    'Re',
    'Sa',
    'Shu',
  ],
  ...['Ta', 'Tse', 'Va', 'Zu'],
]
const MIDDLE = ['be', 'cho', 'di', 'gu', 'ka', 'lo', 'me', 'no', 'ri', 'sa', 'tu', 'vi', 'xe', 'zo']
const LAST = [
  'bor',
  'cek',
  'dze',
  'fel',
  'gan',
  'lin',
  'mar',
  'nov',
  'ra',
  'shvili',
  'ter',
  'ton',
  'vani',
  'ski',
]

/** All family names: about 50,000, so that a million accounts have twenty of each. */
export function familyNames(): readonly string[] {
  return FIRST.flatMap(first =>
    MIDDLE.flatMap(one => MIDDLE.flatMap(two => LAST.map(last => `${first}${one}${two}${last}`))),
  )
}
