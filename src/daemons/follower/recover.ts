import { MantlError } from '../../errors.ts'
import type { AgentInfo } from '../../mesos/messages/agent-info.ts'
import type { Logger } from '../../runtime/logger.ts'
import { readBootId } from './containerizer/containerizer.ts'
import type { Paths } from './paths.ts'
import { writeWhole } from './recovery/files.ts'
import { readCheckpoint } from './recovery/read-checkpoint.ts'
import { whyIncompatible } from './recovery/reconfiguration.ts'
import type { RecoveredAgent } from './recovery/recovered.ts'

export interface RecoverOptions {
  readonly paths: Paths
  readonly info: AgentInfo
  readonly policy: string
  readonly strict: boolean
  readonly log: Logger
}

/**
 * What an earlier run of ours has left, if we may go on as that agent. A configuration that may not change ends the start, unless the
 * machine was rebooted: nothing runs then, and we come as a new agent. Throws MantlError follower.reconfiguration, follower.checkpoint.
 */
export const recover = ({ paths, info, policy, strict, log }: RecoverOptions): RecoveredAgent | undefined => {
  const bootId = readBootId()
  const found = readCheckpoint({ paths, bootId, strict, skipped: problem => log.warning(problem) })
  const problem = found && whyIncompatible(found.info, info, policy)
  if (problem !== undefined && !found?.rebooted) {
    throw new MantlError(
      'follower.reconfiguration',
      `the configuration does not fit the agent that we were: ${problem}`,
      {
        hint: `use --reconfiguration_policy=additive or any, or remove ${paths.agentsMeta}/latest to start as a new agent`,
      },
    )
  }
  writeWhole(paths.bootId, bootId, true)
  if (problem !== undefined) log.warning(`starting as a new agent after the reboot: ${problem}`)
  return problem === undefined ? found : undefined
}
