import type { Authorize } from './types.ts'

/** Nobody is refused anything: what holds while no ACLs are given. */
export const permissive: Authorize = () => true
