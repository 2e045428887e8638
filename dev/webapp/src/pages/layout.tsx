import type { ComponentChildren } from 'preact'

/** What every page shows of the running service. */
export interface Site {
  readonly version: string
  readonly podName: string
  readonly stylesheetPath: string
  readonly faviconPath: string
}

interface Props {
  readonly site: Site
  readonly title: string
  readonly children: ComponentChildren
}

export function Layout({ site, title, children }: Props) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>{title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="stylesheet" href={site.stylesheetPath} />
        <link rel="icon" type="image/svg+xml" href={site.faviconPath} />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        {children}
        <footer>
          <p>
            Version <code title={site.version}>{shortVersion(site.version)}</code>
          </p>
          <p>
            Pod <code>{site.podName}</code>
          </p>
        </footer>
      </body>
    </html>
  )
}

/** Seven digits of a commit, as git shows it; any other version whole. */
function shortVersion(version: string): string {
  return /^[0-9a-f]{40}$/.test(version) ? version.slice(0, 7) : version
}
