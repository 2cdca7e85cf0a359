// watch: runs the tests whenever the answer is saved, and shows one result.
#include <signal.h>

#include <iostream>
#include <memory>
#include <optional>

#include "exercises/runner/file_watch.h"
#include "exercises/runner/keyboard.h"
#include "exercises/runner/session.h"

namespace course {
namespace {

using namespace std::chrono_literals;

/// One exercise at a time: the file that is watched, and the trial under way.
class watcher {
public:
    watcher(session& now, const exercise& one) : now_(now) {
        loop_.on_signal(SIGINT, [this] { loop_.stop(); });
        loop_.on_signal(SIGTERM, [this] { loop_.stop(); });
        turn_to(one);
    }

    void run() { loop_.run(); }

private:
    void turn_to(const exercise& one) {
        one_ = &one;
        begin(now_, one);
        file_.emplace(loop_, one.work, [this] { saved(); });
        try_again();
    }

    void saved() {
        // An editor may write in several steps: wait for a moment of peace.
        loop_.cancel(soon_);
        soon_ = loop_.call_after(50ms, [this] { try_again(); });
    }

    void try_again() {
        trial_.reset(); // of what was saved before
        show(now_.look.faint("Testing " + one_->id + " ...") + "\n");
        trial_ = std::make_unique<trial>(
            loop_, now_.build, "exercise_" + one_->id,
            [this](const verdict& result) {
                if (result.is == verdict::kind::passed) {
                    now_.done.set_passed(one_->id);
                }
                show(describe(now_, *one_, result));
            });
    }

    void pressed(char key) {
        if (key == 'q') {
            loop_.stop();
        } else if (key == 'h') {
            show(give_hint(now_, *one_));
        } else if (key == 'n') {
            next();
        } else {
            show("");
        }
    }

    void next() {
        const exercise* const open = now_.next_open();
        if (open == nullptr) {
            show(now_.look.good("All exercises are done.") + "\n");
        } else if (open == one_) {
            show(one_->id + " is not passed yet. h shows a hint; " +
                 now_.type("start ID") + " begins another.\n");
        } else {
            turn_to(*open);
        }
    }

    void show(const std::string& text) {
        if (keys_.is_there()) std::cout << "\033[H\033[2J\033[3J";
        std::cout << text << "\n"
                  << now_.look.faint("Watching " + now_.shown(one_->work))
                  << "\n";
        if (keys_.is_there()) std::cout << "h hint   n next   q quit\n";
        std::cout << std::flush;
    }

    session& now_;
    net::reactor loop_;
    keyboard keys_{loop_, [this](char key) { pressed(key); }};
    const exercise* one_ = nullptr; // never null after construction
    std::optional<file_watch> file_;
    net::reactor::timer_id soon_;
    std::unique_ptr<trial> trial_; // under way, or the last one
};

} // namespace

int watch(session& now, const std::vector<std::string>& words) {
    const exercise* one = &now.all.front();
    if (!words.empty() || !now.done.current().empty()) {
        one = &now.chosen(words);
    }
    watcher(now, *one).run();
    return 0;
}

} // namespace course
