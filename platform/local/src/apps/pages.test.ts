import { expect, it } from 'vitest'
import { pagesOf } from './pages.ts'

it('puts the port of the ingress into pages that Applications name, and leaves out those that nothing serves', () => {
  const endpoints = {
    of: () => undefined,
    urls: () => [
      { app: 'shop', url: 'http://shop.localhost:8081/' },
      { app: 'shop', url: 'http://127.0.0.1:40001/' },
    ],
    stop: async () => {},
  }
  const info = [
    { name: 'shop docs', value: 'http://shop.localhost/docs' },
    { name: 'wiki', value: 'https://wiki.example/shop' },
    { name: 'owner', value: 'team shop' },
    { name: 'cart docs', value: 'http://cart.localhost/docs' },
  ]
  expect(pagesOf(endpoints, [{ spec: { info } }])).toEqual([
    { name: 'shop', url: 'http://shop.localhost:8081/' },
    { name: 'shop', url: 'http://127.0.0.1:40001/' },
    { name: 'shop docs', url: 'http://shop.localhost:8081/docs' },
    { name: 'wiki', url: 'https://wiki.example/shop' },
  ])
})
