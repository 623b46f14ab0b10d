import { lineWidth } from './terminal.ts'

/** One line of a terminal that is written over. Shows nothing where no person looks. */
export interface Progress {
  /** `share`: 0 to 1, for the bar. */
  show(text: string, share?: number): void
  /** Takes the line away, for other output. */
  clear(): void
}

const BAR = 24
/** Milliseconds between two pictures. */
const PAUSE = 60
const ERASE = '\r\x1b[K'
const SILENT: Progress = { show: () => undefined, clear: () => undefined }

export function createProgress(isWanted = true): Progress {
  const stream = process.stderr
  if (!isWanted || !stream.isTTY || process.env.TERM === 'dumb') return SILENT
  let shown = 0
  return {
    show: (text, share) => {
      const now = performance.now()
      if (now - shown < PAUSE) return
      shown = now
      const line = share === undefined ? text : `${drawBar(share)}  ${text}`
      stream.write(ERASE + [...line].slice(0, lineWidth(stream) - 1).join(''))
    },
    clear: () => {
      stream.write(ERASE)
      shown = 0
    },
  }
}

function drawBar(share: number): string {
  const filled = Math.round(Math.min(1, share) * BAR)
  const percent = `${Math.floor(Math.min(1, share) * 100)}`.padStart(3)
  return `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${percent} %`
}
