/**
 * What we use of undici, to be imported when it is needed: it would be a quarter of the follower's start. By its names: whoever imports the package
 * itself that way gets in the bundle no more than its default.
 */
export { Agent, EnvHttpProxyAgent, interceptors, request } from 'undici'
