#include "03-epoll-reactor/chat_room.h"

#include <algorithm>
#include <utility>

#include "03-epoll-reactor/chat_session.h"

namespace net {

chat_room::chat_room(const std::vector<std::unique_ptr<reactor>>& loops) {
    for (const auto& loop : loops) everywhere_.push_back({*loop, {}});
}

std::size_t chat_room::say(reactor& here, std::string_view bytes,
                           std::error_code& error) {
    const std::lock_guard lock(mutex_);
    const std::size_t taken = log_.append_frames(bytes, error);
    if (taken > 0 && !std::exchange(distribution_posted_, true)) {
        // Runs when this turn has read from all who had something to say.
        here.post([this] { distribute(); });
    }
    return taken;
}

void chat_room::join(reactor& here, std::shared_ptr<chat_session> newcomer) {
    const std::lock_guard lock(mutex_);
    log_.copy_history(newcomer->waiting());
    // Behind the blocks that are on their way to this loop: they are in the
    // history already, so the newcomer must not get them again.
    here.post([this, &here, newcomer = std::move(newcomer)] {
        if (!newcomer->is_open()) return;
        at(here).members.insert(newcomer.get());
        newcomer->flush();
    });
}

void chat_room::leave(reactor& here, chat_session& leaver) {
    at(here).members.erase(&leaver);
}

void chat_room::leave_after_news(reactor& here,
                                 std::shared_ptr<chat_session> leaver) {
    distribute();
    here.post([this, &here, leaver = std::move(leaver)] {
        leave(here, *leaver);
        leaver->close_when_drained();
    });
}

chat_room::local_members& chat_room::at(reactor& loop) {
    return *std::ranges::find_if(everywhere_, [&](const local_members& each) {
        return &each.loop == &loop;
    });
}

// [lesson: distribute]
void chat_room::distribute() {
    const std::lock_guard lock(mutex_);
    distribution_posted_ = false;
    const shared_bytes news = log_.take_news();
    if (!news) return;
    for (local_members& each : everywhere_) {
        each.loop.post([&each, news] { deliver(each, news); });
    }
}
// [end]

void chat_room::deliver(local_members& here, const shared_bytes& news) {
    // A copy, for a member whose connection turns out to be broken leaves.
    const std::vector<chat_session*> members(here.members.begin(),
                                             here.members.end());
    for (chat_session* each : members) each->deliver(news);
}

} // namespace net
