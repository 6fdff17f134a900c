// Package fetch makes one polite HTTP request: for a feed, a page, a REST
// answer, a picture. It is the only package that touches the network.
//
// The rules it keeps:
//
//   - Manners. It says who it is, sends validators back byte for byte, asks for
//     gzip, and sends no cookie, no Referer and no user name. At most two
//     requests are under way per host and at most 32 hosts are asked at once;
//     the rest wait their turn in the order they came. A host that lets us wait
//     for a second is no longer counted, so that no number of hanging servers
//     holds up one that answers.
//   - Limits. Every step has its time and every body its size (Limits); a drip,
//     a bomb or a loop ends as a Fault, never as a hang.
//   - The address guard. A connection to a loopback, private or otherwise
//     special address is refused while dialling, after the name was looked up,
//     so that neither a link, a redirect nor a changing DNS answer leads into
//     the reader's own network. Request.Private lists the exceptions: what the
//     reader wrote down, for exactly its scheme, host and port. Guarded,
//     excepted and proxied connections are pooled apart, so that none is ever
//     reused under the rule of another. A proxy does its own guarding.
//   - Plain words. What went wrong is a *Fault: one sentence, a remedy, and the
//     kind for those who branch. Nothing a server says is quoted unfiltered.
//
// A body waits as it came, gzipped or not, and is unpacked on demand: memory
// follows the wire, and the limit counts unpacked bytes. There are no retries
// here: package schedule says when to ask again.
package fetch
