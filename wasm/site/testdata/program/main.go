// Command program stands for the program in the browser in the tests of the site builder.
package main

func main() { println("running") }
