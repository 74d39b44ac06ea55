// What Assent has to say to `sudo -l`, after sudoers allowed the listing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sudo_plugin/invocation.h"
#include "sudo_plugin/settlement.h"

namespace assent {

// As sudo called list().
struct ListCall {
  std::vector<std::string> argv;    // the command, or empty
  std::optional<std::string> user;  // -U
  std::string printed;              // what sudoers printed for it
};

// Lines for the terminal; none when there is nothing to say, or when Assent decides nothing about
// the person whose rights are listed (uid 0, another host). Only asks: files, claims and spends
// nothing. Takes about kListingDeadline at the most.
std::vector<std::string> ListingLines(const Invocation& invocation, const ListCall& call,
                                      const Surroundings& surroundings);

}  // namespace assent
