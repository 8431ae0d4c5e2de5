import type { MasterInfo } from '../../mesos/messages/agent-info.ts'
import { newAllocator } from './allocation.ts'
import { noPlan } from './maintenance/plan.ts'
import { newLimiters } from './rate-limits.ts'
import type { Chance, MasterState, Settings } from './state.ts'

/** A master that has just started and leads nothing. */
export const newState = (info: MasterInfo, settings: Settings, seed: Chance, now: number): MasterState => ({
  info,
  settings,
  phase: 'standby',
  startedAt: now,
  frameworks: new Map(),
  completedFrameworks: new Map(),
  agents: {
    registered: new Map(),
    recovered: new Map(),
    unreachable: new Map(),
    gone: new Map(),
    removed: new Map(),
    byPid: new Map(),
    inTransition: new Map(),
    leaving: new Map(),
    nextDeparture: 0,
    byObserver: new Map(),
    deactivated: { written: new Map(), inForce: new Map(), cancelled: new Set() },
  },
  offers: new Map(),
  inverseOffers: new Map(),
  allocator: newAllocator(settings, info.domain?.fault_domain?.region.name),
  allocation: { candidates: new Set(), everyAgent: false, due: false, ticking: false },
  roles: new Map(),
  orphans: new Map(),
  weights: new Map(),
  quotas: new Map(),
  maintenance: { written: noPlan, inForce: noPlan, agents: new Set() },
  streams: new Map(),
  schedulerPids: new Map(),
  limiters: newLimiters(settings.rateLimits),
  authenticated: new Map(),
  revision: 0,
  authenticating: new Map(),
  next: { framework: 0, agent: 0, offer: 0, observer: 1 },
  chance: seed,
})
