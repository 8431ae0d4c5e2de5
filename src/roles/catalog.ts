import { base } from './base.ts'
import { containerTools } from './container-tools.ts'
import { follower } from './mesos/follower.ts'
import { leader, secrets } from './mesos/leader.ts'
import type { Role } from './role.ts'
import { zookeeper } from './zookeeper.ts'

/** Every role there is; `after` in each orders the waves. */
export const catalog: readonly Role[] = [base, containerTools, zookeeper, leader, follower, secrets]
