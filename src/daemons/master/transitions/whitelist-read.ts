import { whitelisted } from '../allocation.ts'
import { info } from '../log.ts'
import type { Transition } from './transition.ts'

/** From now on only agents on these hosts are offered. Offers that are out stay. */
export const whitelistRead: Transition<'whitelist-read'> = (state, { hostnames }) => [
  info('the whitelist is read', { hosts: hostnames.length }),
  ...whitelisted(state, hostnames),
]
