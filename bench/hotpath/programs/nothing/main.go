// Command nothing prints a line: what every Go program costs.
package main

import "fmt"

func main() { fmt.Println("hw1:") }
