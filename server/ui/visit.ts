import type { Session } from '../org/session.ts'
import type { Viewer } from './viewer.ts'

/** A person at a browser: what every page is made for. */
export interface Visit {
  readonly session: Session
  readonly viewer: Viewer
  /** Proof for forms that they are of this session's pages. */
  readonly csrf: string
  /** Name of the app that was chosen last; empty: none. */
  readonly app: string
  /** What was done by the request before. */
  readonly notice: Notice | undefined
  /** Path and query of the page. */
  readonly url: string
  /** Username of the administrator who works as the viewer. */
  readonly actor?: string | undefined
}

/** Told once, on the page that follows. */
export interface Notice {
  /** Of the message catalogue: `notice.saved`. */
  readonly message: string
  readonly what: string
  /** Path of the record that `what` is, where it can be opened and is not the page itself. */
  readonly address?: string
  /** Path that a form posts to in order to undo it; empty: it cannot be. */
  readonly undo: string
}

/** A page, ready for its template. */
export interface Page {
  readonly template: string
  readonly status: number
  readonly model: object
}
