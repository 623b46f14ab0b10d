import type { AppModel, OrgModel } from '../metadata/org-model.ts'
import { type Holder, hasPermission, type SystemPermission } from './holders.ts'

export type TabVisibility = 'DefaultOn' | 'DefaultOff' | 'Hidden'

/** The words of profiles and of permission sets. */
const SHOWN: ReadonlyMap<string | undefined, TabVisibility> = new Map([
  ['DefaultOn', 'DefaultOn'],
  ['Visible', 'DefaultOn'],
  ['DefaultOff', 'DefaultOff'],
  ['Available', 'DefaultOff'],
])

/** Tabs that show no object, and what it takes to see them. */
const PAGES: ReadonlyMap<string, SystemPermission | undefined> = new Map([
  ['home', undefined],
  ['report', 'RunReports'],
  ['dashboard', 'RunReports'],
  ['setup', 'ViewSetup'],
])

/** Is the app offered? Only when a profile or permission set names it as visible. */
export function showsApp(holders: readonly Holder[], { name }: AppModel): boolean {
  const key = name.toLowerCase()
  return holders.some(({ grants }) => grants.apps.get(key)?.visible === true)
}

/** The app that opens first: the profile's default, else the first one that is offered. */
export function defaultAppFor(model: OrgModel, holders: readonly Holder[]): AppModel | undefined {
  const shown = [...model.apps.values()].filter(app => showsApp(holders, app))
  const isDefault = ({ name }: AppModel): boolean =>
    holders.some(({ grants }) => grants.apps.get(name.toLowerCase())?.isDefault === true)
  return shown.find(isDefault) ?? shown[0]
}

/**
 * How a tab is shown, by the API name of its object or `standard-home` …: as the most generous of the user's profile
 * and permission sets says; a profile that does not speak of it shows it. What the user may not read has no tab.
 */
export function tabFor(
  holders: readonly Holder[],
  name: string,
  mayRead: (objectName: string) => boolean,
): TabVisibility {
  const key = name.toLowerCase().replace(/^standard-/, '')
  const isPage = key !== name.toLowerCase() && PAGES.has(key)
  const permission = isPage ? PAGES.get(key) : undefined
  if (isPage ? permission && !hasPermission(holders, permission) : !mayRead(key)) return 'Hidden'
  const profile = holders.find(({ kind }) => kind === 'Profile')?.grants.tabs.get(key) ?? 'DefaultOn'
  const words = [profile, ...holders.flatMap(({ grants }) => grants.tabs.get(key) ?? [])]
  const shown = words.map(word => SHOWN.get(word) ?? 'Hidden')
  return (['DefaultOn', 'DefaultOff'] as const).find(one => shown.includes(one)) ?? 'Hidden'
}
