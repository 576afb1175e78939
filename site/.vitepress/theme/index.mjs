// The theme's own fonts are not loaded: the reader's are there already.
import Theme from "vitepress/theme-without-fonts"
import "./style.css"

export default Theme
