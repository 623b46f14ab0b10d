/** The page that a link in a mail opens. */
export interface PasswordPage {
  /** What the link brought; empty: none. */
  readonly token: string
  readonly problem: string
  readonly done: boolean
}

export function passwordPageModel(token: string, more: Partial<PasswordPage> = {}): PasswordPage {
  return { token, problem: '', done: false, ...more }
}
