// The description file that `kakehi init target` writes: every key that there is, with its default and
// a sentence on what it is for.

export const descriptionTemplate = `# A proxy for \`kakehi run --target live:THIS-FILE\`; docs/live.md says what is done with it.
name = "my-proxy"

[launch]
# In each word {config}, {socket} and {folder} are replaced; relative paths begin at this file's folder.
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

[limits]
# How late an observation may be on this machine.
slack_seconds = 1
`;
