// Go's echo, to be measured beside ours: a goroutine for each client, and
// io.Copy, as in the manual of package net. From socket to socket it is
// splice(2): the bytes never leave the kernel. With GOMAXPROCS=1, all run on
// one thread.
//
//	go_echo [PORT]
package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

func serve(client net.Conn) {
	defer client.Close()
	io.Copy(client, client)
}

func main() {
	port := "0"
	if len(os.Args) > 1 {
		port = os.Args[1]
	}
	door, err := net.Listen("tcp4", "127.0.0.1:"+port)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("listening on", door.Addr())
	for {
		client, err := door.Accept()
		if err != nil { // out of descriptors: some may come back
			time.Sleep(10 * time.Millisecond)
			continue
		}
		go serve(client)
	}
}
