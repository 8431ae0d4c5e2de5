/** What comes of looking at an agent for a framework in a role. The order is that of the questions. */
export const verdicts = [
  'offered',
  'agent-too-old',
  'gpus',
  'region',
  'constraints',
  'reserved',
  'capabilities',
  'minimum',
  'filter',
  'quota',
] as const

export type Verdict = (typeof verdicts)[number]

export const OFFERED = 0
export const AGENT_TOO_OLD = 1
export const GPUS = 2
export const REGION = 3
export const CONSTRAINTS = 4
export const RESERVED = 5
export const CAPABILITIES = 6
export const MINIMUM = 7
export const FILTER = 8
export const QUOTA = 9
