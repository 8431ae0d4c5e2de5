import type { CommandInfo } from '../../../mesos/messages/command.ts'
import { parentOf } from '../container-id.ts'
import type { Effect, LaunchOrder } from '../effects.ts'
import type { ContainerWish } from '../events.ts'
import { withCommandEnvironment } from '../executors/environment.ts'
import { scalar } from '../resources/totals.ts'
import type { FollowerState, HeldContainer } from '../state.ts'
import { environmentOf, plainEnvironment, userWithin } from './environment.ts'
import { type Found, findContainer, hasEnded, processOf, shownKey } from './find.ts'

/** What a container that somebody wishes for comes to, or why it can't be. */
export type Plan =
  | { readonly kind: 'known' }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'launch'; readonly held: HeldContainer; readonly order: LaunchOrder }

/** Checks in Mesos' order: known already, a kind that we have, its parent, its user and environment. */
export const planLaunch = (state: FollowerState, wish: ContainerWish): Plan => {
  const known = findContainer(state, wish.containerId)
  if (known !== undefined && !hasEnded(known)) return { kind: 'known' }
  if (wish.info !== undefined && wish.info.type !== 'MESOS') {
    return { kind: 'refused', why: 'The provided ContainerInfo is not supported' }
  }
  const parentKey = parentOf(wish.containerId)
  if (parentKey === undefined) return planned(state, wish, undefined)
  const parent = findContainer(state, parentKey)
  const problem = parentProblem(parent, parentKey)
  return problem === undefined ? planned(state, wish, parent) : { kind: 'refused', why: problem }
}

const parentProblem = (parent: Found | undefined, key: string): string | undefined => {
  if (parent === undefined || hasEnded(parent)) return `Parent container ${shownKey(key)} does not exist`
  if (parent.kind === 'held' && parent.held.phase === 'destroying') {
    return `Parent container ${shownKey(key)} is in 'DESTROYING' state`
  }
  if (parent.kind === 'held' && parent.held.kind === 'debug') return 'A session can hold no containers'
  return processOf(parent).process === undefined ? `Parent container ${shownKey(key)} does not run yet` : undefined
}

const planned = (state: FollowerState, wish: ContainerWish, parent: Found | undefined): Plan => {
  const directory = directoryOf(state, wish, parent)
  const environment = fullEnvironment(state, wish, parent, directory)
  if (typeof environment === 'string') return { kind: 'refused', why: environment }
  const user = userFor(state, wish.command, parent)
  const { containerId, kind, command, resources, info, io } = wish
  const held: HeldContainer = {
    id: containerId,
    kind,
    command,
    ...(info ? { info } : {}),
    ...(io ? { io } : {}),
    directory,
    ...(user === undefined ? {} : { user }),
    resources,
    phase: 'starting',
  }
  const order: LaunchOrder = {
    containerId,
    kind,
    command,
    ...(info ? { container: info } : {}),
    ...(io ? { io } : {}),
    ...(user === undefined ? {} : { user }),
    directory,
    environment,
    resources: {
      cpus: scalar(resources, 'cpus'),
      mem: scalar(resources, 'mem'),
      all: resources,
      ...(wish.limits ? { limits: wish.limits } : {}),
    },
  }
  return { kind: 'launch', held, order }
}

/** A session works where its parent does, and leaves nothing there. */
const directoryOf = (state: FollowerState, { containerId, kind }: ContainerWish, parent: Found | undefined): string => {
  if (parent === undefined) return `${state.settings.workDir.replace(/(?<=.)\/+$/, '')}/containers/${containerId}`
  const { directory } = processOf(parent)
  return kind === 'debug' ? directory : `${directory}/containers/${containerId.slice(containerId.lastIndexOf('/') + 1)}`
}

/** Only a session has what its parent has (containerizer.md 10). */
const fullEnvironment = (state: FollowerState, wish: ContainerWish, parent: Found | undefined, directory: string) => {
  const base =
    wish.kind === 'debug' && parent !== undefined ? environmentOf(state, parent) : plainEnvironment(state, directory)
  if (typeof base === 'string') return base
  const terminal: Readonly<Record<string, string>> = wish.io?.terminal === undefined ? {} : { TERM: 'xterm' }
  return withCommandEnvironment({ ...terminal, ...base }, wish.command)
}

const userFor = (state: FollowerState, { user }: CommandInfo, parent: Found | undefined): string | undefined => {
  const { switchUser, ownUser } = state.settings
  if (user !== undefined) return !switchUser || user === ownUser ? undefined : user
  return parent === undefined ? undefined : userWithin(state, parent)
}

export const refused = (request: number, status: number, message: string): Effect => ({
  kind: 'reply',
  request,
  status,
  message,
})
