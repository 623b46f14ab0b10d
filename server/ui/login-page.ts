/** The page on which a user logs in for an app. */
export interface LoginPage {
  readonly app: string
  /** Of the message catalogue; empty: nothing is wrong. */
  readonly problem: string
  readonly username: string
  /** What the app asks for, sent back with the form as it came. */
  readonly asked: readonly { readonly name: string; readonly value: string }[]
  /** Proof that the form is this server's own. */
  readonly csrf: string
  /** Those that one can log in with instead. */
  readonly providers: readonly { readonly label: string; readonly href: string }[]
}

/** The page that asks for a second factor, after a provider has vouched for somebody. */
export interface SecondFactorPage {
  /** Of the message catalogue; empty: nothing is wrong. */
  readonly problem: string
  readonly csrf: string
}

/** A page that leads nowhere: the app has asked for something that cannot be. */
export interface MessagePage {
  /** Of the message catalogue. */
  readonly message: string
}
