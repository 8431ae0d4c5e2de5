import type { Check } from './check.ts'
import { clocks } from './checks/clocks.ts'
import { disks } from './checks/disks.ts'
import { ensemble } from './checks/ensemble.ts'
import { kernel } from './checks/kernel.ts'
import { leadership } from './checks/leadership.ts'
import { names } from './checks/names.ts'
import { ports } from './checks/ports.ts'
import { secrets } from './checks/secrets.ts'
import { system } from './checks/system.ts'
import { units } from './checks/units.ts'

/** Every check there is; causes stand before what they cause. */
export const checks: readonly Check[] = [
  disks,
  clocks,
  names,
  ports,
  system,
  kernel,
  units,
  ensemble,
  secrets,
  leadership,
]
