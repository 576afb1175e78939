// What the pictures of the documents show: commands as a person types them, in an order in which they tell something.

const seed = `
users:
  - username: root
    email: root@example.com
    admin: true
    apiKeys: [{ description: nightly export }]
  - { username: ada, email: ada@example.com, name: Ada Lovelace, admin: true, apiKeys: [{ description: laptop }, {}] }
  - { username: hopper, email: g.hopper@example.com, name: Grace Hopper }
  - { username: contractor, email: me@elsewhere.org, name: Jo Contractor }
teams:
  - name: engine
    members: [{ username: ada, role: admin }, { username: hopper }, { username: contractor, role: view-only }]
    serviceAccounts: [{ description: ci }]
`

/** A name that the world begins with, which a person would copy from the line before. */
const firstName = (output) => /wandb_v1_\w{11}/.exec(output)?.[0] ?? ""

/** Each picture: its file and title, the world it begins with, what is typed, and what is answered to a question. */
export const scenes = [
  {
    file: "session.svg",
    title: "A session with effect-wandb: who one is, an audit of all keys, and a rotation",
    seed,
    lines: [
      { type: "effect-wandb whoami -o yaml | head -5" },
      { type: "effect-wandb keys audit" },
      {
        type: (output) => `effect-wandb keys rotate ${firstName(output)} --out wandb.key`
      },
      { type: "effect-wandb usrs list" }
    ]
  },
  {
    file: "offboarding.svg",
    title: "effect-wandb offboards a user: the plan, the question, the receipt",
    seed,
    lines: [{ type: "effect-wandb users offboard ada --delete --successor engine=hopper", answers: ["y"] }]
  },
  {
    file: "roster.svg",
    title: "effect-wandb plans a roster, applies it, and finds nothing left to do",
    seed,
    files: ["examples/roster/roster.yaml"],
    lines: [
      { type: "effect-wandb roster plan roster.yaml" },
      { type: "effect-wandb roster apply roster.yaml", answers: ["y"] },
      { type: "effect-wandb roster drift roster.yaml" }
    ]
  }
]
