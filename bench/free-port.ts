/** Benchmarks start daemons again on their port, too. */
export { freePort } from '../test/support/ports.ts'
