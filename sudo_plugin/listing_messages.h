// What `sudo -l` says beside sudoers' own output: lines for Terminal::Complain.
#pragma once

#include <string>
#include <vector>

#include "common/action/action.h"
#include "common/client/listing.h"

namespace assent {

// Empty when there is nothing open. `user` is whose it is.
std::vector<std::string> LinesOf(const StandingReply& standing, const std::string& user);

// One line. Says "would": what runs is decided when it is run.
std::string LineOf(const ForecastReply& forecast, const Action& action);

std::string NotAskedFor(const Denial& why);  // grants and requests
std::string NotForetold(const Denial& why);  // whether a command needs approval

}  // namespace assent
