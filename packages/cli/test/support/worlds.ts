import { Redacted } from "effect"

/** A small installation: an administrator, two people, and a deleted one. */
export const seed = {
  users: [
    { username: "root", admin: true, email: "root@example.com", name: "Root" },
    {
      username: "ada",
      email: "ada@example.com",
      name: "Ada",
      apiKeys: [{ description: "laptop" }, { description: "cluster" }]
    },
    { username: "grace", email: "grace@example.com", name: "Grace" },
    { username: "gone", email: "gone@example.com", name: "Gone", deleted: true }
  ],
  teams: [{ name: "vision", members: [{ username: "ada", role: "admin" }, { username: "grace" }] }]
}

/** A key that no server knows. */
export const strangeKey = Redacted.make(`wandb_v1_${"Ab3".repeat(26)}`)
