// The description file that `kakehi init target` writes: every key that there is, with its default and
// a sentence on what it is for.

export const descriptionTemplate = `# A proxy for \`kakehi run --target live:THIS-FILE\`; docs/live.md says what is done with it.
name = "my-proxy"

[launch]
# In each word {config}, {socket} and {folder} are replaced, and {kakehi} by this suite's own command, a script
# for node; ./ and ../ begin at this file's folder. \${NAME} is what the environment holds, \${NAME:-word} says what
# stands there where it holds nothing.
# For a proxy that runs already there is [attach] instead, with socket = "…".
command = ["sozu", "start", "-c", "{config}"]
# How long it may take to accept on its command socket.
ready_seconds = 30

# What the contract leaves to the proxy.
[elections]
# "exact": a lease is gone at the instant of its end. "janitor": somebody looks now and then.
expiry = "exact"
# How late an expiry may be, for a janitor.
janitor_seconds = 5
# A renewal by a known client of a lease without a known owner "keeps" it so, or "installs" the client.
takeover = "keeps"
# Whether the master has a lease table of its own.
master_leases = true

[audit]
# What its audit trail is written in: "sozu", "kakehi", or "none" that anybody reads.
format = "none"

# What its access log is written in, "sozu" or "kakehi": it is then sent to the runner. Without this table nobody
# reads it.
# [access]
# format = "sozu"

# What its StatsD lines are written in, "sozu" or "kakehi", and within which time they are sent, if that
# is promised. Without this table nobody reads them.
# [statsd]
# format = "sozu"
# period_seconds = 1

[files]
# "kakehi": it reads state files as the reference writes them.
state_format = "none"

[limits]
# How late an observation may be on this machine.
slack_seconds = 1
# How many instances at a time, unless --jobs says otherwise.
jobs = 4
`;
