/** Everything that can go wrong, by the name that --faults takes. */
export const faultKinds = {
  'crash-leader': 'a leader dies, between two effects of one transition or at any moment, and is started again',
  'crash-agent': 'a follower dies likewise, with half a checkpoint written; its tasks live on',
  'crash-framework': 'a scheduler dies likewise, and comes back with what it had on disk',
  'reboot-agent': "an agent's machine is booted anew: all that ran there is gone",
  'power-cut': 'an agent loses its power: what its disk was not told to keep is gone too, or half there',
  'pause-leader':
    'a leader stands still, perhaps for longer than its ZooKeeper session lasts, and goes on as if nothing had been',
  'pause-agent': 'a follower stands still',
  partition: 'some hosts, ZooKeeper among them, do not reach some others, in one direction or in both',
  cut: 'connections break; a side notices soon, late or never',
  slow: 'messages of a host take up to seconds, so that those of different connections overtake each other',
  skew: 'a clock jumps',
} as const

export type FaultKind = keyof typeof faultKinds

export const allFaults = Object.keys(faultKinds) as FaultKind[]
