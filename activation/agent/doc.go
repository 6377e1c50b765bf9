// Package agent asks a vendor's server for licences, keeps what it grants, and
// says at each start what that is worth, without a network.
//
//	client, err := agent.New(agent.Config{
//		Product: "acme.example/editor",
//		Roots:   []activation.PublicKey{root}, // pinned
//		Server:  "https://licences.acme.example",
//		Folder:  folder, // agent.DefaultFolder, say
//	})
//	status, err := client.Status(ctx)
//	if err == nil && !status.Allowed() {
//		result, err = client.Activate(ctx, key)
//	}
//
// What a client does:
//
//   - [Client.Status] reads the machine and the certificate, and connects to
//     nothing.
//   - [Client.Activate], [Client.Renew] and [Client.Release] ask the server.
//     Their error says that there is no verdict, and that nothing changed; a
//     refusal is no error but an answer, see [Result].
//   - [Client.Request] and [Client.Answer] do the same by files, or by a [QR]
//     code, where there is no network.
//   - [Client.Keep] renews in time, for as long as a program runs.
//   - [Client.Sends] says in words what is sent, to be shown before it is.
//
// The package tells, and does nothing else: it ends no process, panics at
// nothing that it reads, starts no goroutine that outlives a call (but for a
// read that the kernel holds for ever, see collect.Inventory), and has no state
// but a Client's. What is specified is docs/activation.md.
//
// Tests of a program have a vendor in a box, package server/servertest, and set
// the time by Config.Now and the machine by Config.Read: so they see grace, an end
// and another machine in a moment.
package agent
