#include "03-epoll-reactor/chat_room.h"

#include <algorithm>
#include <utility>

namespace net {

chat_room::chat_room(const std::vector<std::unique_ptr<reactor>>& loops) {
    for (const auto& loop : loops) everywhere_.emplace_back(*loop);
}

std::size_t chat_room::say(reactor& here, std::string_view bytes,
                           std::error_code& error) {
    const std::lock_guard lock(mutex_);
    const std::size_t taken = log_.append_frames(bytes, error);
    if (taken > 0 && !std::exchange(distribution_posted_, true)) {
        // Runs when this turn has read from all who had something to say.
        here.post([this, &here] { distribute(here); });
    }
    return taken;
}

void chat_room::join(reactor& here, chat_member& newcomer) {
    {
        const std::lock_guard lock(mutex_);
        newcomer.take_history(log_, blocks_);
    }
    at(here).members.insert(&newcomer);
}

void chat_room::leave(reactor& here, chat_member& leaver) {
    at(here).members.erase(&leaver);
}

// [lesson: distribute]
void chat_room::distribute(reactor& here) {
    {
        // [lesson: same-order]
        const std::lock_guard lock(mutex_);
        distribution_posted_ = false;
        if (const shared_bytes news = log_.take_news()) {
            ++blocks_;
            for (local_members& each : everywhere_) {
                each.mailbox.push_back({blocks_, news});
                if (&each.loop == &here || each.mailbox.size() > 1) continue;
                each.loop.post([this, &each] { deliver(each); });
            }
        }
        // [end]
    }
    deliver(at(here)); // ours goes out in this very turn
}
// [end]

chat_room::local_members& chat_room::at(reactor& loop) {
    return *std::ranges::find_if(everywhere_, [&](const local_members& each) {
        return &each.loop == &loop;
    });
}

void chat_room::deliver(local_members& here) {
    std::vector<chat_block> mail;
    {
        const std::lock_guard lock(mutex_);
        mail.swap(here.mailbox);
    }
    if (mail.empty()) return;
    // A copy, for a member whose connection turns out to be broken leaves.
    const std::vector<chat_member*> members(here.members.begin(),
                                            here.members.end());
    for (chat_member* each : members) each->deliver(mail);
}

} // namespace net
