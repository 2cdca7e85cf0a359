// One chat room for all reactors, with one order of messages for everybody.
#pragma once

#include <memory>
#include <mutex>
#include <unordered_set>
#include <vector>

#include "02-select-poll/chat_log.h"
#include "03-epoll-reactor/reactor.h"

namespace net {

class chat_session;

/// The room. What is said goes under the lock into one log; at the end of the
/// turn the news leave as one block, posted to each loop while the lock is
/// held: so all loops get all blocks in the same order.
/// Threads:  any; a session's calls come from its loop's thread
class chat_room {
public:
    explicit chat_room(const std::vector<std::unique_ptr<reactor>>& loops);

    /// Publishes all whole frames at the front of `bytes`.
    /// Shape:    returns the bytes taken
    /// Errors:   as chat_log::append_frames
    std::size_t say(reactor& here, std::string_view bytes,
                    std::error_code& error);

    /// Gives a newcomer the history, and from then on all news.
    void join(reactor& here, std::shared_ptr<chat_session> newcomer);

    /// Lets go of a member at once, or of one who has said all he wanted to
    /// say as soon as he has got all that was said before.
    void leave(reactor& here, chat_session& leaver);
    void leave_after_news(reactor& here, std::shared_ptr<chat_session> leaver);

private:
    /// The members whose sockets one loop watches: touched by its thread only.
    struct local_members {
        reactor& loop;
        std::unordered_set<chat_session*> members;
    };

    local_members& at(reactor& loop);
    void distribute();
    static void deliver(local_members& here, const shared_bytes& news);

    std::vector<local_members> everywhere_; // as many as there are loops
    std::mutex mutex_;                      // guards the two below
    chat_log log_;
    bool distribution_posted_ = false; // there are news, and someone will send
};

} // namespace net
