import { base } from './base.ts'
import { containerTools } from './container-tools.ts'
import { dnsmasq } from './host/dnsmasq.ts'
import { firewall } from './host/firewall.ts'
import { logrotate } from './host/logrotate.ts'
import { hostSettings } from './host/settings.ts'
import { hostSwitchedOff } from './host/switched-off.ts'
import { follower } from './mesos/follower.ts'
import { leader, secrets } from './mesos/leader.ts'
import type { Role } from './role.ts'
import { zookeeper } from './zookeeper.ts'
import { zookeeperLeft } from './zookeeper-left.ts'

/** Every role there is; `after` in each orders the waves. */
export const catalog: readonly Role[] = [
  base,
  hostSettings,
  dnsmasq,
  firewall,
  logrotate,
  containerTools,
  zookeeperLeft,
  zookeeper,
  leader,
  follower,
  secrets,
  hostSwitchedOff,
]
