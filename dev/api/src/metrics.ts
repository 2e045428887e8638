import { type Build, createRequestMetrics, type RequestMetrics } from '@guestbook/service-kit/metrics'
import { Gauge } from 'prom-client'
import type { PoolUse } from './database/connect.ts'

/** What every service measures, and the use of the pool of connections. */
export function createMetrics(build: Build, pool: PoolUse): RequestMetrics {
  const metrics = createRequestMetrics(build)
  const registers = [metrics.registry]
  new Gauge({
    name: 'db_pool_connections',
    help: 'Connections to the database by what they do.',
    labelNames: ['state'],
    registers,
    collect() {
      this.labels('idle').set(pool.idle)
      this.labels('active').set(pool.total - pool.idle)
    },
  })
  new Gauge({
    name: 'db_pool_waiting',
    help: 'Statements that wait for a connection.',
    registers,
    collect() {
      this.set(pool.waiting)
    },
  })
  return metrics
}
