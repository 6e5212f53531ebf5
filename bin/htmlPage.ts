/**
 * HTML page: the frame of a page that stands by itself: no scripts, no fonts, nothing fetched, and a policy that says so.
 */

/** @param body - Markup, escaped already. @param title - Plain text. */
export const htmlPage = (title: string, style: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="color-scheme" content="light dark">
<title>${safe(title)}</title>
<style>
${style}</style>
</head>
<body>
${body}
</body>
</html>
`

/** Text as it may stand in markup. */
export const safe = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
