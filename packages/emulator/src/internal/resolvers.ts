import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { apply, type Context } from "./context.js"
import type { PageArgs } from "./paging.js"
import * as ApiKeys from "./rules/apiKeys.js"
import * as Members from "./rules/members.js"
import * as Teams from "./rules/teams.js"
import * as Users from "./rules/users.js"
import * as View from "./views.js"
import * as World from "./world.js"

// The root fields, as methods that the default resolver of `graphql` finds by their names.

interface Mutation<Input> {
  readonly input: Input & { readonly clientMutationId?: string | null }
}

/** The root fields of `Query`. */
export const query = {
  viewer: (_: object, { act, world }: Context) => View.userById(world, act.user.id),

  user: (
    { id, userName }: { readonly id?: string | null; readonly userName?: string | null },
    { world }: Context
  ) =>
    View.orNull(
      id == null ? World.userByName(world, userName ?? "") : Users.userByRelayId(world, id),
      View.user
    ),

  users: (args: Users.FindUsersArgs & PageArgs, context: Context) =>
    View.connection(context, Users.findUsers(context.world, args), args, View.user),

  entity: ({ name }: { readonly name?: string | null }, { world }: Context) =>
    View.orNull(World.entityByName(world, name ?? ""), View.entity),

  serverInfo: () => ({
    cliVersionInfo: {},
    latestLocalVersionInfo: null,
    features: []
  })
}

/** The root fields of `Mutation`; what they made is shown as it is in the world after them. */
export const mutation = {
  createUser: ({ input }: Mutation<Users.CreateUserInput>, context: Context) => {
    const id = apply(context, (world, act) => Users.createUser(world, act, input))
    return { ...echo(input), user: View.userById(context.world, id) }
  },

  generateApiKey: ({ input }: Mutation<{ readonly description?: string | null }>, context: Context) => {
    const { apiKey, secret } = apply(context, (world, act) => ApiKeys.generateApiKey(world, act, input))
    // The one answer in which a key's name is its whole secret, as on the real server.
    return { ...echo(input), apiKey: { ...View.apiKey(apiKey), name: Redacted.value(secret) } }
  },

  deleteApiKey: ({ input }: Mutation<{ readonly id?: string | null }>, context: Context) => {
    apply(context, (world, act) => ApiKeys.deleteApiKey(world, act, input))
    return { ...echo(input), success: true }
  },

  updateUser: ({ input }: Mutation<Users.UpdateUserInput>, context: Context) => {
    const id = apply(context, (world, act) => Users.updateUser(world, act, input))
    return { ...echo(input), user: View.userById(context.world, id) }
  },

  deleteUser: ({ input }: Mutation<{ readonly id: string }>, context: Context) => {
    const id = apply(context, (world, act) => Users.deleteUser(world, act, input))
    return { ...echo(input), user: View.userById(context.world, id) }
  },

  undeleteUser: ({ input }: Mutation<{ readonly id: string }>, context: Context) => {
    const id = apply(context, (world, act) => Users.undeleteUser(world, act, input))
    return { ...echo(input), user: View.userById(context.world, id) }
  },

  createTeam: ({ input }: Mutation<Teams.CreateTeamInput>, context: Context) => {
    const id = apply(context, (world, act) => Teams.createTeam(world, act, input))
    return { ...echo(input), entity: View.teamById(context.world, id) }
  },

  deleteTeam: ({ input }: Mutation<{ readonly teamName: string }>, context: Context) => {
    apply(context, (world, act) => Teams.deleteTeam(world, act, input))
    return { ...echo(input), success: true }
  },

  createInvite: ({ input }: Mutation<Members.CreateInviteInput>, context: Context) => {
    const invitation = apply(context, (world, act) => Members.createInvite(world, act, input))
    return {
      ...echo(input),
      invite: View.invitation(invitation),
      entity: View.teamById(context.world, invitation.invite.team),
      success: true
    }
  },

  deleteInvite: ({ input }: Mutation<Members.DeleteInviteInput>, context: Context) => {
    apply(context, (world, act) => Members.deleteInvite(world, act, input))
    return { ...echo(input), success: true }
  },

  updateMember: ({ input }: Mutation<Members.UpdateMemberInput>, context: Context) => {
    const { seat, team } = apply(context, (world, act) => Members.updateMember(world, act, input))
    return { ...echo(input), member: Option.getOrNull(View.member(context.world, team, seat)) }
  },

  createServiceAccount: ({ input }: Mutation<Teams.CreateServiceAccountInput>, context: Context) => {
    const id = apply(context, (world, act) => Teams.createServiceAccount(world, act, input))
    return { ...echo(input), user: View.userById(context.world, id) }
  }
}

const echo = ({ clientMutationId }: { readonly clientMutationId?: string | null }) => ({ clientMutationId })
