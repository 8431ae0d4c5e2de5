/** One reason of the leader's /frameworks/explain, for people: what it means, and what would change it. */
export interface ReasonText {
  readonly means: string
  readonly helps?: string
}

const texts: Readonly<Record<string, ReasonText>> = {
  'its-turn': {
    means: 'free: offered at its turn, when nobody with a smaller share takes it before',
  },
  'offered-to-it': {
    means: 'offered to it, not answered',
    helps: 'it holds offers: it should accept or decline them; --offer_timeout takes back what lies too long',
  },
  'offered-to-others': {
    means: 'nothing free: offered to others, who have not answered',
    helps: 'others hold offers: --offer_timeout takes back what lies too long',
  },
  'in-use': { means: 'nothing free: all is in use' },
  filter: {
    means: 'declined by the framework itself',
    helps: 'it declined these: REVIVE ends that at once, a smaller refuse_seconds next time',
  },
  quota: {
    means: 'held back by quota: the limit of its role is reached, or others’ guarantees come first',
    helps: 'the quota of its role, or of others, would have to change',
  },
  minimum: {
    means: 'what is left is less than an offer must hold',
    helps: '--min_allocatable_resources, or the framework’s own offer_filters, say how small an offer may be',
  },
  reserved: { means: 'what is free is reserved for other roles' },
  capabilities: {
    means: 'what is free is of a kind that it has not asked for (revocable, shared, reserved twice)',
    helps: 'its capabilities would have to name REVOCABLE_RESOURCES, SHARED_RESOURCES or RESERVATION_REFINEMENT',
  },
  constraints: {
    means: 'excluded by its own offer constraints',
    helps: 'its offer constraints look at attributes, host name, region and zone of agents',
  },
  gpus: {
    means: 'has GPUs, which are kept for frameworks that use them',
    helps: 'its capabilities would have to name GPU_RESOURCES, or the leaders have --no-filter_gpu_resources',
  },
  region: {
    means: 'in another region than the leader',
    helps: 'its capabilities would have to name REGION_AWARE',
  },
  'agent-too-old': { means: 'its agent is too old for frameworks with several roles, or for nested roles' },
  draining: { means: 'draining, or drained', helps: '`mantl agents list` shows what drains wait for' },
  deactivated: { means: 'deactivated by an operator', helps: '`mantl agents reactivate` takes an agent back' },
  disconnected: { means: 'not connected to the leader' },
  'coming-back': {
    means: 'just back: it has yet to say what became of reservations and volumes that were under way',
  },
  'not-whitelisted': {
    means: 'its host is not in the whitelist',
    helps: 'the file of the leaders’ --whitelist names the hosts that may be offered',
  },
}

export const reasonText = (reason: string): ReasonText | undefined =>
  Object.hasOwn(texts, reason) ? texts[reason] : undefined
