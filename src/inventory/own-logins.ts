/** Logins that the cluster's own parts use, one for all: by whom they are called on the command line. PURE. */
export const ownLogins = {
  follower: { secret: 'mesos_follower_secret', principal: 'mesos_follower_principal', who: 'the followers' },
  zookeeper: { secret: 'zk_mesos_user_secret', principal: 'zk_mesos_user', who: 'the leaders at ZooKeeper' },
  'zookeeper-super': { secret: 'zk_super_user_secret', principal: 'zk_super_user', who: 'ZooKeeper’s super user' },
} as const

export type OwnLogin = keyof typeof ownLogins

export const ownLoginNames = Object.keys(ownLogins) as readonly OwnLogin[]

export const isOwnLogin = (whose: string): whose is OwnLogin => Object.hasOwn(ownLogins, whose)
