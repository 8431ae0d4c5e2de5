import { MantlError } from '../../errors.ts'
import type { AgentInfo } from '../../mesos/messages/agent-info.ts'
import type { Resource } from '../../mesos/messages/resource.ts'
import { formatResources } from '../../mesos/resources/format.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { Parts } from '../../runtime/parts.ts'
import type { Paths } from './paths.ts'
import { redoResources, replaceResources } from './perform/keep-resources.ts'
import { ownFiles } from './recovery/files.ts'
import { readCheckpoint } from './recovery/read-checkpoint.ts'
import { notCovered, policiesFor, whyIncompatible } from './recovery/reconfiguration.ts'
import type { RecoveredAgent } from './recovery/recovered.ts'
import { readResourceState } from './recovery/resource-state.ts'
import type { StoredFiles } from './recovery/stored-files.ts'

export interface RecoverOptions {
  readonly paths: Paths
  readonly info: AgentInfo
  readonly policy: string
  readonly strict: boolean
  /** The machine's present one. */
  readonly bootId: string
  readonly log: Logger
  /** Something damaged was left out. */
  readonly skipped: () => void
  readonly files?: StoredFiles
}

export interface Recovered {
  readonly agent?: RecoveredAgent
  readonly resources: readonly Resource[]
}

/**
 * What an earlier run of ours has left, if we may go on as that agent, and what is reserved on this machine in any case. A configuration
 * that may not change ends the start, unless the machine was rebooted: nothing runs then, and we come as a new agent. Throws MantlError
 * follower.reconfiguration, follower.checkpoint.
 */
export function* recover(options: RecoverOptions): Parts<Recovered> {
  const { paths, info, policy, strict, bootId, log, files = ownFiles } = options
  const skipped = (problem: string) => {
    log.warning(problem)
    options.skipped()
  }
  const resources = keptResources(options, skipped)
  const found = yield* readCheckpoint({ paths, bootId, strict, skipped, files })
  const problem = found && whyIncompatible(found.info, info, policy)
  if (found !== undefined && problem !== undefined && !found.rebooted) throw incompatible(found.info, info, problem)
  files.writeWhole(paths.bootId, bootId, true)
  if (problem !== undefined) log.warning(`starting as a new agent after the reboot: ${problem}`)
  return found === undefined || problem !== undefined ? { resources } : { agent: { ...found, resources }, resources }
}

const incompatible = (old: AgentInfo, now: AgentInfo, problem: string): MantlError =>
  new MantlError('follower.reconfiguration', `the configuration does not fit the agent that we were: ${problem}`, {
    hint: `--reconfiguration_policy=${policiesFor(old, now).join(' (or ')}${policiesFor(old, now).length > 1 ? ')' : ''} allows this: running tasks live on`,
  })

/** Reservations and volumes, as far as what is configured still holds them. */
const keptResources = (
  { paths, info, policy, strict, log, files = ownFiles }: RecoverOptions,
  skipped: (problem: string) => void,
): readonly Resource[] => {
  const kept = readable({ paths, strict, files }, skipped)
  const lost = notCovered(info.resources ?? [], kept)
  if (lost.length === 0) return kept
  const problem = `reserved here, and no longer in --resources: ${formatResources(lost)}`
  if (policy !== 'any') {
    throw new MantlError('follower.reconfiguration', problem, {
      hint: '--reconfiguration_policy=any lets go of these reservations; the content of volumes stays on disk',
    })
  }
  log.warning(problem)
  const rest = kept.filter(resource => !lost.includes(resource))
  replaceResources(paths, rest, files)
  return rest
}

/** What is damaged is set aside, so that it can be written anew. */
const readable = (
  { paths, strict, files }: { paths: Paths; strict: boolean; files: StoredFiles },
  skipped: (problem: string) => void,
): readonly Resource[] => {
  try {
    const { problem } = redoResources(paths, files)
    if (problem !== undefined) skipped(problem)
    return readResourceState(paths, paths.resources, files)?.resources ?? []
  } catch (error) {
    if (strict || !(error instanceof MantlError)) throw error
    skipped(error.message)
    files.fs.renameSync(paths.resources, `${paths.resources}.unreadable`)
    return []
  }
}
