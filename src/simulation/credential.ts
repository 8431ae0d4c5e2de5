import type { Credential } from '../mesos/credentials.ts'

/** What followers prove that they are followers with, where they must. */
export const followerCredential: Credential = { principal: 'follower', secret: 'simulated' }
