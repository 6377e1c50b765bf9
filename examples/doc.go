// Package examples has a complete agent and a complete server, in the folders
// agent and server. Their tests build them, run them, and let them talk.
package examples
