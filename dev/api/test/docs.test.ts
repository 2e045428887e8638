import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buildApp, runApp } from '@guestbook/service-kit/testing/running-app'
import { chromium } from 'playwright-core'
import { describe, expect, test } from 'vitest'

const appDir = join(import.meta.dirname, '..')

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const required = process.env.GITOPS_REQUIRE_TOOLS === '1'
const absentDatabase = { PGHOST: '127.0.0.1', PGPORT: '9', PGDATABASE: 'a', PGUSER: 'a', PGPASSWORD: 'a' }

describe.skipIf(!existsSync(executablePath) && !required)(
  'the documentation in Chromium (skipped where it is missing)',
  () => {
    test('shows every operation and loads nothing from elsewhere', async () => {
      await using bundle = await buildApp(appDir)
      await using app = await runApp(bundle.path, absentDatabase)
      const browser = await chromium.launch({
        executablePath,
        args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
      })
      try {
        const page = await browser.newPage()
        const requested: string[] = []
        const complaints: string[] = []
        page.on('request', (request) => requested.push(new URL(request.url()).origin))
        page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
        page.on('pageerror', (error) => complaints.push(error.message))
        await page.goto(`${app.url}/docs`)
        await page.locator('.opblock').first().waitFor()
        expect(await page.locator('.opblock-summary-description').allTextContents()).toEqual([
          'Entries, newest first, page by page',
          'Adds an entry',
          'One entry',
          'Deletes an entry',
        ])
        await page.getByText('Adds an entry').click()
        await page.getByRole('button', { name: 'Execute' }).click()
        // The database is absent here; the answer proves that the page may call the API.
        await page.locator('.live-responses-table').getByText('503').first().waitFor()
        expect([...new Set(requested)].filter((origin) => origin.startsWith('http'))).toEqual([app.url])
        expect(complaints.filter((text) => !text.includes('status of 503'))).toEqual([])
        if (process.env.API_SCREENSHOTS) await page.screenshot({ path: process.env.API_SCREENSHOTS })
      } finally {
        await browser.close()
      }
    })
  },
)
