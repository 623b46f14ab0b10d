import { AtelierError } from '../kernel/errors.ts'
import { say } from '../kernel/message.ts'
import type { CompiledList } from './list-views.ts'
import type { Notice } from './visit.ts'

interface Opened {
  /** What was opened for the name. */
  readonly list: CompiledList
}

/** Does the address name a list that is not there any more, or not for whoever asks? Then another one was opened. */
function isGone({ list }: Opened, asked: string | undefined): boolean {
  return Boolean(asked) && asked?.toLowerCase() !== list.view.name.toLowerCase()
}

/** Says so on the page, which shows a list of that label instead. */
export function goneNotice(opened: Opened, asked: string | undefined, label: string): Notice | undefined {
  return isGone(opened, asked) ? { message: 'notice.listGone', what: label, undo: '' } : undefined
}

/** What is done with all records of a list is done with those of no other one. */
export function checkThere(opened: Opened, asked: string | undefined): void {
  if (!isGone(opened, asked)) return
  throw new AtelierError('INVALID_INPUT', say('The list is not there any more, or not shared with you.'))
}
