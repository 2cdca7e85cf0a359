// One chat room for all reactors, with one order of messages for everybody.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <unordered_set>
#include <vector>

#include "02-select-poll/chat_log.h"
#include "03-epoll-reactor/reactor.h"

namespace net {

/// What was said in one turn of one loop: frames, and which block it is. The
/// numbers grow by one, so they are the order for everybody.
struct chat_block {
    std::uint64_t number;
    shared_bytes frames;
};

/// Who is in a room, as the room sees it.
/// Threads:  calls come in that of its loop
class chat_member {
public:
    virtual ~chat_member() = default;

    /// What was said before, up to the block of that number.
    void take_history(const chat_log& log, std::uint64_t last_block) {
        log.copy_history(unwritten());
        last_block_ = last_block;
    }

    void deliver(std::span<const chat_block> mail) {
        for (const chat_block& one : mail) {
            // What was on its way when we joined is in our history already.
            if (one.number > last_block_) unwritten().push(one.frames);
        }
        on_news();
    }

private:
    /// What the member has yet to write.
    virtual outbox& unwritten() = 0;

    /// Something has been put there. Who is too far behind is dropped.
    virtual void on_news() = 0;

    std::uint64_t last_block_ = 0; // of our history
};

/// The room. What is said goes into one log, under the lock. At the end of the
/// turn it leaves as one block, which the same lock puts into a mailbox for
/// each loop: so all mailboxes hold the same blocks in the same order.
/// Threads:  any; a member's calls come from its loop's thread
class chat_room {
public:
    explicit chat_room(const std::vector<std::unique_ptr<reactor>>& loops);

    /// Publishes all whole frames at the front of `bytes`.
    /// Shape:    returns the bytes taken
    /// Errors:   as chat_log::append_frames
    std::size_t say(reactor& here, std::string_view bytes,
                    std::error_code& error);

    /// Gives a newcomer the history, and from then on all news.
    void join(reactor& here, chat_member& newcomer);

    void leave(reactor& here, chat_member& leaver);

    /// Publishes what this turn has brought so far.
    void distribute(reactor& here);

private:
    /// The members whose sockets one loop watches, and what they have yet to
    /// be told.
    struct local_members {
        explicit local_members(reactor& watched_by) : loop(watched_by) {}

        reactor& loop;
        std::unordered_set<chat_member*> members; // its thread's alone
        std::vector<chat_block> mailbox;          // guarded by mutex_
    };

    local_members& at(reactor& loop);
    void deliver(local_members& here);

    std::deque<local_members> everywhere_; // one a loop; they stay in place
    std::mutex mutex_; // guards all below, and the mailboxes
    chat_log log_;
    std::uint64_t blocks_ = 0; // so many there have been
    bool distribution_posted_ = false;
};

} // namespace net
