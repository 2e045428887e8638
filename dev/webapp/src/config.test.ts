import { ConfigError } from '@guestbook/service-kit/environment'
import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'

describe('the configuration', () => {
  test('needs only the URL of the API', () => {
    expect(readConfig({ API_URL: 'http://api' })).toEqual({
      host: '127.0.0.1',
      port: 8080,
      apiUrl: new URL('http://api'),
      logLevel: 'info',
      version: 'development',
      committedAt: '',
      podName: 'none',
      drainMs: 5000,
    })
  })

  test('reports every mistake at once', () => {
    const read = () => readConfig({ PORT: '80a', DRAIN_MS: '-1', LOG_LEVEL: 'loud' })
    expect(read).toThrow(ConfigError)
    for (const name of ['PORT is "80a"', 'DRAIN_MS is "-1"', 'LOG_LEVEL is "loud"', 'API_URL is missing']) {
      expect(read).toThrow(name)
    }
  })

  test.each(['api', 'https://api', 'http://api/?x=1', 'http://'])(
    'refuses %s as the URL of the API',
    (url) => {
      expect(() => readConfig({ API_URL: url })).toThrow(`API_URL is "${url}"`)
    },
  )

  test('explains a service variable that Kubernetes did not know', () => {
    const url = 'http://$(API_SERVICE_HOST):$(API_SERVICE_PORT)'
    expect(() => readConfig({ API_URL: url })).toThrow('the service variable API_SERVICE_HOST is missing')
  })
})
