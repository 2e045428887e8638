import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { buildApp, type RunningApp, runApp } from '@guestbook/service-kit/testing/running-app'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { StubApi } from './stub-api.ts'

const appDir = join(import.meta.dirname, '..')

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const required = process.env.GITOPS_REQUIRE_TOOLS === '1'
/** Where to leave pictures of the pages for a person to look at; none are taken without it. */
const pictures = process.env.WEBAPP_SCREENSHOTS

describe.skipIf(!existsSync(executablePath) && !required)('in Chromium (skipped where it is missing)', () => {
  let bundle: Awaited<ReturnType<typeof buildApp>>
  let browser: Browser
  beforeAll(async () => {
    bundle = await buildApp(appDir)
    browser = await chromium.launch({
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    })
    if (pictures) await mkdir(pictures, { recursive: true })
  })
  afterAll(async () => {
    await browser?.close()
    await bundle?.[Symbol.asyncDispose]()
  })

  test.each([
    { name: 'a phone', width: 360, height: 740 },
    { name: 'a desktop', width: 1280, height: 800 },
  ])('on $name, entries are written, paged through and deleted', async ({ name, width, height }) => {
    await using story = await open(browser, bundle.path, { width, height })
    const { page, api, app } = story
    const picture = async (title: string) => {
      if (pictures) await page.screenshot({ path: join(pictures, `${name} ${title}.png`), fullPage: true })
    }

    await page.goto(app.url)
    expect(await page.getByText('Nobody has written yet').isVisible()).toBe(true)
    await picture('empty')

    await page.getByLabel('Name').fill('Ada <b>Lovelace</b>')
    await page
      .getByLabel('Message')
      .fill('The first line.\nAnd a second one, with a_very_long_word_'.padEnd(140, 'x'))
    await page.getByRole('button', { name: 'Add entry' }).click()
    expect(await page.getByRole('heading', { name: 'Ada <b>Lovelace</b>' }).isVisible()).toBe(true)
    expect(await fitsInto(page, width)).toBe(true)

    api.seed(45)
    await page.reload()
    await picture('list')
    const messages = page.locator('article .message')
    expect(await messages.count()).toBe(20)
    await page.getByRole('link', { name: 'Older entries' }).click()
    expect(await messages.first().textContent()).toBe('Greeting number 25')
    await page.getByRole('button', { name: 'Delete the entry of Visitor 25' }).click()
    expect(await messages.first().textContent()).toBe('Greeting number 24')
    expect(await page.getByRole('heading', { name: 'Older entries' }).isVisible()).toBe(true)
    await page.getByRole('link', { name: 'Older entries' }).click()
    await picture('last page')
    expect(await page.getByRole('link', { name: 'Older entries' }).count()).toBe(0)
    await page.getByRole('link', { name: 'Newest' }).click()
    expect(await messages.first().textContent()).toBe('Greeting number 45')

    await page.getByLabel('Name').fill('Ada')
    await page.getByLabel('Message').fill('   ')
    await page.getByRole('button', { name: 'Add entry' }).click()
    expect(await page.getByLabel('Name').inputValue()).toBe('Ada')
    expect(await accessibleDescription(page, 'message')).toContain('Please write a message.')
    await picture('mistake')

    await page.getByLabel('Message').fill('Long thoughts')
    await api.stop()
    await page.getByRole('button', { name: 'Add entry' }).click()
    expect(await page.getByText('has not been saved').isVisible()).toBe(true)
    expect(await page.getByLabel('Message').inputValue()).toBe('Long thoughts')
    expect(await fitsInto(page, width)).toBe(true)
    await picture('outage while writing')
    await page.getByRole('link', { name: 'Look at the entries' }).click()
    await picture('outage')

    await api.start()
    await page.getByRole('link', { name: 'Try again' }).click()
    expect(await page.getByRole('heading', { name: 'Guestbook', exact: true }).isVisible()).toBe(true)
    expect(story.complaints).toEqual([])
  })

  test('a keyboard reaches the content first, and every target has a visible focus', async () => {
    await using story = await open(browser, bundle.path, { width: 1280, height: 800 })
    const { page, app } = story
    await page.goto(app.url)
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.id')).toBe('author')
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid')
  })

  test.each(['light', 'dark'] as const)(
    'text has the contrast of WCAG AA in %s colours',
    async (colorScheme) => {
      await using story = await open(browser, bundle.path, { width: 1280, height: 800, colorScheme })
      const { page, api, app } = story
      api.seed(21)
      await page.goto(app.url)
      await page.getByLabel('Name').fill('Ada')
      await page.getByLabel('Message').fill(' ')
      await page.getByRole('button', { name: 'Add entry' }).click()
      if (pictures) await page.screenshot({ path: join(pictures, `${colorScheme}.png`) })
      expect(await page.evaluate(lowContrast)).toEqual([])
    },
  )
})

interface View {
  readonly width: number
  readonly height: number
  readonly colorScheme?: 'light' | 'dark'
}

interface Story extends AsyncDisposable {
  readonly page: Page
  readonly api: StubApi
  readonly app: RunningApp
  /** What the browser refused, above all by the Content-Security-Policy. */
  readonly complaints: readonly string[]
}

/** A fresh API, app and browser profile. */
async function open(browser: Browser, bundle: string, view: View): Promise<Story> {
  const { colorScheme = 'light', ...viewport } = view
  const api = await new StubApi().start()
  const app = await runApp(bundle, {
    API_URL: api.url,
    APP_VERSION: '0123456789abcdef0123456789abcdef01234567',
  })
  const context = await browser.newContext({ viewport, colorScheme })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    // The console repeats the status of a page that explains a mistake or an outage.
    const expected = /responded with a status of (400|503)/.test(message.text())
    if (message.type() === 'error' && !expected) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return {
    page,
    api,
    app,
    complaints,
    async [Symbol.asyncDispose]() {
      await context.close()
      await app[Symbol.asyncDispose]()
      await api[Symbol.asyncDispose]()
    },
  }
}

async function fitsInto(page: Page, width: number): Promise<boolean> {
  return (await page.evaluate<number>('document.documentElement.scrollWidth')) <= width
}

async function accessibleDescription(page: Page, id: string): Promise<string> {
  return page.evaluate<string>(
    `document.getElementById('${id}').getAttribute('aria-describedby').split(' ')
      .map((id) => document.getElementById(id).textContent).join(' ')`,
  )
}

/** Runs in the page: every element with own text whose colours differ by less than WCAG 2.2, 1.4.3 asks. */
const lowContrast = `(() => {
  const parse = (color) => color.match(/[\\d.]+/g).map(Number)
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    return 0.2126 * x + 0.7152 * y + 0.0722 * z
  }
  const background = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = parse(getComputedStyle(e).backgroundColor)
      if (color[3] !== 0) return color
    }
    return [255, 255, 255]
  }
  const found = []
  for (const element of document.body.querySelectorAll('*')) {
    if (![...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue
    const style = getComputedStyle(element)
    const a = luminance(parse(style.color)), b = luminance(background(element))
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    const large = parseFloat(style.fontSize) >= 24
    if (ratio < (large ? 3 : 4.5)) found.push(element.tagName + ' ' + element.textContent.trim() + ' ' + ratio.toFixed(2))
  }
  return found
})()`
