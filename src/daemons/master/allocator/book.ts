import { freeOf } from './holdings.ts'
import { tell } from './news.ts'
import { isOfferable } from './offerable.ts'
import { quotaVector } from './rest.ts'
import type { AllocatorState, Budget, Client, QuotaBook, QuotaState, RoleNode, Room } from './state.ts'
import { addInto, type Vector } from './vector.ts'

/**
 * Quota, kept up: what guarantees still lack (`owed`) is kept back of what is `free`; what a role and all below it hold counts against
 * its limit. Bringing it up to date costs what changed.
 */
export const newBook = (): QuotaBook => ({
  free: [],
  owed: [],
  budgets: new Map(),
  changedRoles: new Set(),
  changedAgents: new Set(),
  edition: 0,
  bitten: false,
  grown: 0,
})

/** To be called before the book is read. */
export const bringUpToDate = (state: AllocatorState): void => {
  const { book } = state
  if (book.changedRoles.size === 0 && book.changedAgents.size === 0) return
  const before = book.bitten ? spareOf(book) : undefined
  for (const agent of book.changedAgents) {
    addInto(book.free, agent.booked ?? [], -1)
    const isThere = state.agents.get(agent.id) === agent
    agent.booked = isThere && isOfferable(state, agent) ? quotaVector(state, freeOf(agent)) : undefined
    addInto(book.free, agent.booked ?? [])
  }
  for (const role of book.changedRoles) renew(state, role)
  book.changedAgents.clear()
  book.changedRoles.clear()
  book.edition++
  if (before && hasGrown(before, spareOf(book))) {
    book.grown = ++state.version
    book.bitten = false
  }
}

/** The first quota begins the book, the last one ends it. */
export const quotaChanged = (state: AllocatorState, role: string): void => {
  const { book, quotas } = state
  state.overhaul = ++state.version
  book.changedRoles.add(role)
  if (quotas.size === 0) {
    book.budgets.clear()
    book.free.length = book.owed.length = 0
    for (const agent of state.agents.values()) agent.booked = undefined
    book.changedRoles.clear()
    book.changedAgents.clear()
    book.edition++
  } else if (book.budgets.size === 0 && book.changedAgents.size < state.agents.size) {
    for (const agent of state.agents.values()) book.changedAgents.add(agent)
  }
}

export const owesAnything = ({ owed }: QuotaBook): boolean => owed.some(amount => amount > 0)

/** Whether a guarantee lacks something that is there: any guarantee, or the role's. */
export const lacks = (owed: Vector | undefined, there: Vector): boolean => {
  if (owed) for (let i = 0; i < owed.length; i++) if (owed[i]! > 0 && (there[i] ?? 0) > 0) return true
  return false
}

/** Of unreserved resources: what the role's limit leaves, without what is kept back for others. undefined: all. */
export const roomFor = ({ book }: AllocatorState, top: RoleNode): Room | undefined => {
  const budget = book.budgets.get(top.role)
  const { known } = budget ?? book
  if (known?.edition === book.edition) return known.room
  const room = withoutOwed(book, budget)
  ;(budget ?? book).known = { edition: book.edition, room }
  return room
}

/** The limit or the headroom cut what a client could have had: when it gives way, there may be something to offer. */
export const noteBite = ({ book }: AllocatorState, top: RoleNode): void => {
  book.bitten = true
  const budget = book.budgets.get(top.role)
  if (budget) budget.bitten = true
}

const withoutOwed = ({ free, owed }: QuotaBook, budget: Budget | undefined): Room | undefined => {
  let room: Room | undefined = budget?.left
  for (let i = 0; i < owed.length; i++) {
    if (owed[i] === 0) continue
    const spare = Math.max(0, (free[i] ?? 0) - owed[i]!) + (budget?.owed[i] ?? 0)
    if (room === undefined || room === budget?.left) room = room?.slice() ?? []
    room[i] = Math.min(room[i] ?? spare, spare)
  }
  return room
}

const renew = (state: AllocatorState, role: string): void => {
  const { book } = state
  const before = book.budgets.get(role)
  const quota = state.quotas.get(role)
  if (before) addInto(book.owed, before.owed, -1)
  if (!quota) return void book.budgets.delete(role)
  const after = budgetOf(state, role, quota)
  addInto(book.owed, after.owed)
  book.budgets.set(role, after)
  if (!before?.bitten) return
  if (hasGrown(before.left, after.left)) tellClients(state, role)
  else after.bitten = true
}

const budgetOf = (state: AllocatorState, role: string, quota: QuotaState): Budget => {
  const usage = state.usage.get(role)
  const consumed = (i: number) => (usage?.reserved[i] ?? 0) + (usage?.unreserved[i] ?? 0)
  return {
    quota,
    owed: Array.from(quota.guarantees, (guarantee, i) => Math.max(0, (guarantee ?? 0) - consumed(i))),
    left: Array.from(quota.limits, (limit, i) => (limit === undefined ? undefined : Math.max(0, limit - consumed(i)))),
    bitten: false,
  }
}

const tellClients = (state: AllocatorState, role: string): void => {
  const node = state.root.children.get(role)
  if (node) tell(state, clientsBelow(node))
}

function* clientsBelow(node: RoleNode): Generator<Client> {
  yield* node.clients
  for (const child of node.children.values()) yield* clientsBelow(child)
}

const spareOf = ({ free, owed }: QuotaBook): Room =>
  Array.from(owed, (amount, i) => (amount > 0 ? Math.max(0, (free[i] ?? 0) - amount) : undefined))

/** There is more of something; undefined is any amount. */
const hasGrown = (before: Room, after: Room): boolean =>
  before.some((amount, i) => amount !== undefined && (after[i] === undefined || after[i]! > amount))
