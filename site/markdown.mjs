// Changes what stands in Markdown outside of its code.

const fence = /^( *)(```|~~~)[\s\S]*?^\1\2 *$/gm
const code = /`[^`]+`/g

const around = (pattern, text, change) => {
  let end = 0
  let result = ""
  for (const match of text.matchAll(pattern)) {
    result += change(text.slice(end, match.index)) + match[0]
    end = match.index + match[0].length
  }
  return result + change(text.slice(end))
}

/** Changes the text outside of fences: inline code is still in it. */
export const outsideFences = (text, change) => around(fence, text, change)

/** Changes the text outside of any code. */
export const outsideCode = (text, change) => outsideFences(text, (part) => around(code, part, change))

/** VitePress would take what is in double braces for a program. */
export const withoutBraces = (text) => outsideCode(text, (part) => part.replaceAll("{{", "&#123;&#123;"))

/** Turns the first mention of each name, as code outside of links and headings, into a link to what it means. */
export const withLinks = (text, urlOf) => {
  const seen = new Set()
  return outsideFences(text, (part) =>
    part.replace(/^#.*$|\[(?:[^\][]|\[[^\]]*\])*\]\([^)]*\)|`([^`]+)`/gm, (whole, mention) => {
      const url = mention === undefined ? undefined : urlOf(mention)
      if (url === undefined || seen.has(url)) return whole
      seen.add(url)
      return `[${whole}](${url})`
    })
  )
}
