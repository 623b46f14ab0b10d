import { sendMove } from './send-move.ts'

/** Cards of a board are dragged into other lanes; each card also has a link to a form that does the same. */
export function openBoards(root: ParentNode): void {
  for (const board of root.querySelectorAll<HTMLElement>('[data-board][data-movable]')) openBoard(board)
}

function openBoard(board: HTMLElement): void {
  let dragged: HTMLElement | null = null
  board.addEventListener('dragstart', event => {
    dragged = (event.target as HTMLElement).closest<HTMLElement>('.card')
    dragged?.classList.add('card_dragged')
  })
  board.addEventListener('dragend', () => {
    dragged?.classList.remove('card_dragged')
    markLane(board, null)
  })
  board.addEventListener('dragover', event => {
    const lane = laneOf(event)
    markLane(board, lane)
    if (lane) event.preventDefault()
  })
  board.addEventListener('drop', event => {
    const [card, lane] = [dragged, laneOf(event)]
    event.preventDefault()
    if (card && lane && !lane.contains(card)) void move(board, card, lane)
  })
}

function laneOf(event: Event): HTMLElement | null {
  return (event.target as HTMLElement).closest<HTMLElement>('.lane')
}

function markLane(board: HTMLElement, lane: HTMLElement | null): void {
  for (const one of board.querySelectorAll('.lane_over')) if (one !== lane) one.classList.remove('lane_over')
  lane?.classList.add('lane_over')
}

/** Saves as the form would. The answer is the board as it is now, or what is wrong. */
async function move(board: HTMLElement, card: HTMLElement, lane: HTMLElement): Promise<void> {
  const from = card.parentElement
  const before = card.nextElementSibling
  const { by = '', url = '', csrf = '' } = board.dataset
  lane.querySelector('.lane__cards')?.prepend(card)
  const path = card.querySelector<HTMLAnchorElement>('.card__move')?.pathname ?? ''
  const opened = JSON.stringify({ [by]: [from?.closest<HTMLElement>('.lane')?.dataset.value ?? ''] })
  const body = new URLSearchParams({
    ...{ _csrf: csrf, _opened: opened, fields: by, retURL: url },
    [by]: lane.dataset.value ?? '',
  })
  const now = await sendMove(path, body, '#board')
  if (now) {
    // Another move may have brought another one meanwhile.
    document.querySelector('#board')?.replaceWith(now)
    openBoard(now)
  } else from?.insertBefore(card, before?.parentElement === from ? before : null)
}
