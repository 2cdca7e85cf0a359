// Go's chat, to be measured beside ours: two goroutines for each client, one
// that reads and one that writes all that waits, and a lock around the room.
// With GOMAXPROCS=1, they all run on one thread.
//
//	go_chat [PORT]
package main

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	headerLength  = 4
	maxBodyLength = 512
	historyLength = 100         // messages
	maxUnwritten  = 1024 * 1024 // bytes
)

type client struct {
	conn      net.Conn
	news      *sync.Cond // waiting is not empty, or the client has left
	waiting   [][]byte
	unwritten int // bytes, of waiting and of what is being written
	left      bool
}

// All that is shared, and the lock that all hold who look at it.
var room struct {
	sync.Mutex
	members map[*client]bool
	history [][]byte // the last frames, the oldest first
}

// frameLength of the frame at the front: 0 if not all of it has come. False
// says that its header makes no sense.
func frameLength(bytes []byte) (int, bool) {
	if len(bytes) < headerLength {
		return 0, true
	}
	header := strings.TrimLeft(string(bytes[:headerLength]), " ")
	body, err := strconv.ParseUint(header, 10, 16)
	if err != nil || body > maxBodyLength {
		return 0, false
	}
	if length := headerLength + int(body); length <= len(bytes) {
		return length, true
	}
	return 0, true
}

// wholeFrames are the lengths of those at the front, and their sum.
func wholeFrames(bytes []byte) (lengths []int, sum int, ok bool) {
	for {
		length, ok := frameLength(bytes[sum:])
		if length == 0 {
			return lengths, sum, ok
		}
		lengths = append(lengths, length)
		sum += length
	}
}

// deliver is called with the room's lock held.
func (to *client) deliver(bytes ...[]byte) {
	for _, each := range bytes {
		to.unwritten += len(each)
	}
	to.waiting = append(to.waiting, bytes...)
	to.news.Signal()
	if to.unwritten > maxUnwritten {
		to.conn.Close() // both of its goroutines find the end then
	}
}

// say gives everybody some frames, which nobody changes any more.
func say(bytes []byte, lengths []int) {
	room.Lock()
	defer room.Unlock()
	for each := range room.members {
		each.deliver(bytes)
	}
	for _, length := range lengths {
		room.history = append(room.history, bytes[:length])
		bytes = bytes[length:]
	}
	if extra := len(room.history) - historyLength; extra > 0 {
		room.history = room.history[extra:]
	}
}

func (to *client) write() {
	var batch net.Buffers
	for {
		room.Lock()
		for len(to.waiting) == 0 && !to.left {
			to.news.Wait()
		}
		batch, to.waiting = to.waiting, batch[:0]
		room.Unlock()
		if len(batch) == 0 {
			return
		}
		rest := batch // which WriteTo uses up
		written, err := rest.WriteTo(to.conn)
		if err != nil {
			to.conn.Close()
			return
		}
		room.Lock()
		to.unwritten -= int(written)
		room.Unlock()
	}
}

func (from *client) read() {
	inbox := make([]byte, 16*1024)
	filled := 0
	for {
		n, err := from.conn.Read(inbox[filled:])
		if err != nil {
			return
		}
		filled += n
		lengths, sum, ok := wholeFrames(inbox[:filled])
		if sum > 0 {
			say(append([]byte(nil), inbox[:sum]...), lengths)
		}
		if !ok {
			return
		}
		filled = copy(inbox, inbox[sum:filled])
	}
}

func serve(conn net.Conn) {
	one := &client{conn: conn, news: sync.NewCond(&room)}
	room.Lock()
	one.deliver(room.history...)
	room.members[one] = true
	room.Unlock()
	go one.write()
	one.read()
	room.Lock()
	delete(room.members, one)
	one.left = true
	one.news.Signal()
	room.Unlock()
	conn.Close()
}

func main() {
	port := "0"
	if len(os.Args) > 1 {
		port = os.Args[1]
	}
	room.members = make(map[*client]bool)
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
