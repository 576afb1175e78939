import { readFileSync } from "node:fs"
import { defineConfig } from "vitepress"
import { slug } from "../slug.mjs"

// Made from the documents and the docstrings: see pages.mjs.
const { repository, sidebar } = JSON.parse(
  readFileSync(new URL("../.generated/site.json", import.meta.url), "utf8")
)

const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="5" cy="8" r="3.5" fill="none" stroke="#5672cd" stroke-width="2"/><path d="M8.5 8H15v3m-3-3v2" fill="none" stroke="#5672cd" stroke-width="2"/></svg>'

export default defineConfig({
  title: "effect-wandb",
  description: "Manage the people and the keys of a Weights & Biases installation from Effect programs",
  lang: "en-GB",
  // Drawn in place: a browser asks for a file otherwise.
  head: [["link", { rel: "icon", href: `data:image/svg+xml,${encodeURIComponent(icon)}` }]],
  srcDir: ".generated",
  outDir: "dist",
  cacheDir: "node_modules/.cache/vitepress",
  markdown: { anchor: { slugify: slug }, toc: { slugify: slug } },
  // The index of the search is one file, which is loaded when somebody searches.
  vite: { build: { chunkSizeWarningLimit: 1000 } },
  themeConfig: {
    nav: [
      { text: "Guides", link: "/guide/", activeMatch: "^/guide/" },
      { text: "Reference", link: "/reference/", activeMatch: "^/reference/" },
      { text: "GitHub", link: repository }
    ],
    sidebar,
    outline: [2, 3],
    editLink: { pattern: ({ frontmatter }) => frontmatter.source, text: "The source of this page" },
    search: { provider: "local" }
  }
})
