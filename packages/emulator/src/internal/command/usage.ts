export const usage = `A W&B server in memory.

  npx @effect-wandb/emulator [options]

Where it listens
  --port <port>            the port, 0 for a free one (default: 8080)
  --host <host>            the address (default: 127.0.0.1, which other machines do not reach)
  --allow-host <name>      a name that requests may be sent to, beside addresses and localhost; can be repeated

What is in it
  --seed <file>            the users, API keys and teams to begin with, as YAML or JSON
  --admin-key <key>        an API key for the first admin (default: made up, and printed)
  --data <file>            keeps the world in a file, and goes on with it; --seed counts for a new file alone

What it is like
  --legacy-keys            keys have 40 characters, and listings show them whole
  --no-key-creation        nobody can generate API keys
  --multi-tenant           W&B's own server rather than an organisation's
  --strict-user-agent      API keys are listed to W&B's public clients alone
  --no-introspection       it does not tell its schema
  --no-bulk-lookups        users are not looked up by ids and usernames
  --max-page-size <n>      the largest page (default: 1000)

What goes wrong, and what repeats
  --faults <file>          the faults that wait for requests, as YAML or JSON
  --random-seed <text>     makes ids, keys and the dice of faults repeat
  --time <time>            starts the clock there and stops it, as in 2026-01-31T12:00:00Z

Control
  --control                snapshot, restore, reset, faults, clock and journal under /_emulator, and buttons on the page;
                           the token is EMULATOR_CONTROL_TOKEN, or made up, and printed

  -h, --help               this text
  -v, --version            the version`
