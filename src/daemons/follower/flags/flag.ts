import type { FlagSpec } from '../../../runtime/flag-spec.ts'

export const later = 'not implemented yet'
export const noModules = 'there are no modules; what they do is built in or configured by flags'
export const noDocker = 'the Docker containerizer is not implemented yet'

/** One row of the table, with its own type: a part of the follower’s flags. */
export const flag = <const T extends FlagSpec>(spec: T): T => spec

/** Known to Mesos, and an error here that gives the reason: a part of the follower’s flags. */
export const refused = <const N extends string, const R extends string>(name: N, reason: R) =>
  flag({ name, type: 'string', meaning: reason, refused: reason })
