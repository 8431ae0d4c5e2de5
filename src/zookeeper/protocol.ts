/** Numbers of ZooKeeper's client protocol (org.apache.zookeeper.ZooDefs, ClientCnxn), servers 3.4 to 3.9. */
export const opcode = {
  create: 1,
  delete: 2,
  exists: 3,
  getData: 4,
  setData: 5,
  getACL: 6,
  setACL: 7,
  sync: 9,
  ping: 11,
  getChildren2: 12,
  check: 13,
  multi: 14,
  multiRead: 22,
  auth: 100,
  setWatches: 101,
  closeSession: -11,
  error: -1,
} as const

/** Packets that are no answer to a numbered request. */
export const reservedXid = { notification: -1, ping: -2, auth: -4, setWatches: -8 } as const

/** A create's flags. */
export const createFlags = {
  persistent: 0,
  ephemeral: 1,
  'persistent-sequential': 2,
  'ephemeral-sequential': 3,
} as const
export type CreateMode = keyof typeof createFlags

export const watchEvents = { 1: 'created', 2: 'deleted', 3: 'changed', 4: 'children-changed' } as const
export type WatchEventType = (typeof watchEvents)[keyof typeof watchEvents]

/** Servers refuse requests over jute.maxbuffer, 1 MB unless configured; replies may be larger, so that we read up to 4 MB. */
export const frameLimits = { send: 1_048_575, receive: 4 * 1_048_576 } as const
