// Command engine stands for the engine in the tests of the site builder.
package main

func main() { println("computing") }
