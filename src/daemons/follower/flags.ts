import type { FlagSpec } from '../../runtime/flag-spec.ts'
import { accessFlags } from './flags/access.ts'
import { cgroupFlags } from './flags/cgroups.ts'
import { containerNetworkFlags } from './flags/container-networks.ts'
import { containerFlags } from './flags/containers.ts'
import { directoryFlags } from './flags/directories.ts'
import { diskFlags } from './flags/disk.ts'
import { loggingFlags } from './flags/logging.ts'
import { moduleFlags } from './flags/modules.ts'
import { networkFlags } from './flags/network.ts'
import { recoveryFlags } from './flags/recovery.ts'

/**
 * The follower's flags: Mesos' agent flags (facts/flags.md 3 and 4). `--name=value` or MESOS_NAME. `refused`: known to Mesos, and an
 * error here rather than silently without effect.
 */
export const followerFlags = [
  ...networkFlags,
  ...accessFlags,
  ...directoryFlags,
  ...containerFlags,
  ...cgroupFlags,
  ...diskFlags,
  ...recoveryFlags,
  ...containerNetworkFlags,
  ...moduleFlags,
  ...loggingFlags,
] as const satisfies readonly FlagSpec[]
