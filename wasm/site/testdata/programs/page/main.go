// Command page stands for the page's program in the tests of the site builder.
package main

func main() { println("running") }
