import { defaultAppFor } from '../access/apps-and-tabs.ts'
import { holdersOf } from '../access/holders.ts'
import type { AppModel } from '../metadata/org-model.ts'
import { modelInWords } from '../org/words.ts'
import { ACTING_ENDS, JOBS_PATH, objectPath, SEARCH, SUGGESTIONS } from './addresses.ts'
import { readAssets } from './assets.ts'
import { compiledOnce } from './compiled.ts'
import type { Notice, Page, Visit } from './visit.ts'

interface Tab {
  readonly label: string
  readonly address: string
  readonly object: string
}

interface ShellApp {
  readonly name: string
  readonly label: string
  readonly description: string
  readonly address: string
  readonly tabs: readonly Tab[]
}

interface ShellApps {
  readonly apps: readonly ShellApp[]
  readonly first: ShellApp | undefined
}

/** The apps of whoever asks, with the tabs that they may see. */
export function shellApps({ session }: Pick<Visit, 'session'>): ShellApps {
  return compiledOnce(session, 'apps', () => {
    const { org, principal, access } = session
    const apps = [...modelInWords(session).apps.values()]
      .filter(app => access.app(app))
      .map(app => shellApp(session, app))
    const first = defaultAppFor(org.model, holdersOf(org.model, principal))?.name
    return { apps, first: apps.find(({ name }) => name === first) ?? apps[0] }
  })
}

function shellApp(session: Visit['session'], app: AppModel): ShellApp {
  const tabs = app.tabs.flatMap(name => {
    const object = modelInWords(session).objects.get(name.toLowerCase())
    if (!object || session.access.tab(object.name) === 'Hidden') return []
    return [{ label: object.pluralLabel, address: objectPath(object.name), object: object.name }]
  })
  const address = `/lightning/app/${encodeURIComponent(app.name)}`
  return { name: app.name, label: app.label, description: app.description ?? '', address, tabs }
}

/** The app that the visit is in. */
export function currentApp(visit: Visit): ShellApp | undefined {
  const { apps, first } = shellApps(visit)
  return apps.find(({ name }) => name.toLowerCase() === visit.app.toLowerCase()) ?? first
}

/** Where a page is: what is around it, and the same for all pages of the app about one object. */
interface Place {
  readonly org: string
  readonly app: ShellApp | null
  readonly apps: readonly (ShellApp & { readonly isCurrent: boolean })[]
  readonly home: { readonly address: string; readonly isCurrent: boolean }
  readonly tabs: readonly (Tab & { readonly isCurrent: boolean })[]
  readonly jobs: string
  readonly search: { readonly address: string; readonly suggestions: string }
}

function placeOf(visit: Visit, object: string): Place {
  const { session } = visit
  const app = currentApp(visit)
  // The names are of the model: there are no more places than it has apps and objects.
  return compiledOnce(session, `place ${app?.name} ${object}`, () =>
    Object.freeze({
      org: session.org.name,
      app: app ?? null,
      apps: shellApps(visit).apps.map(one => ({ ...one, isCurrent: one === app })),
      home: { address: '/lightning/page/home', isCurrent: object === 'home' },
      tabs: (app?.tabs ?? []).map(tab => ({ ...tab, isCurrent: tab.object === object })),
      jobs: session.access.may('ViewSetup') ? JOBS_PATH : '',
      search: { address: SEARCH, suggestions: SUGGESTIONS },
    }),
  )
}

/** What is around a page, and the page. `object` marks the tab that the page belongs to. */
export async function inShell(
  visit: Visit,
  template: string,
  content: {
    readonly title: string
    readonly object?: string
    /** What was typed into the search of all pages. */
    readonly searched?: string
    /** What the page itself has to say, besides what was done before. */
    readonly notice?: Notice | undefined
  } & Readonly<Record<string, unknown>>,
  status = 200,
): Promise<Page> {
  const { object = '', searched = '', notice } = content
  const shell = {
    place: placeOf(visit, object),
    searched,
    user: visit.viewer,
    actor: visit.actor ?? '',
    actingEnds: ACTING_ENDS,
    csrf: visit.csrf,
    done: visit.notice ?? null,
    notice: notice ?? null,
  }
  const { language, locale } = visit.viewer
  return { template, status, model: { ...content, shell, language, locale, assets: await readAssets() } }
}
