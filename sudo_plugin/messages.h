// What the person at the terminal reads, and how it gets there.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/action/action.h"
#include "common/client/verdict.h"
#include "sudo_plugin/sudo_api.h"

namespace assent {

// sudo's conversation function. Lines go to the terminal or to standard error, never to standard
// output, so that pipes stay clean. Everything foreign in them is escaped already.
class Terminal {
 public:
  Terminal() = default;
  explicit Terminal(sudo_conv_t conversation) : conversation_(conversation) {}

  // "assent: LINE" on the terminal, when there is one, else on standard error.
  void Tell(std::string_view line) const;
  // "assent: LINE" on standard error: the result, like sudo's own refusals.
  void Complain(std::string_view line) const;
  // What was typed; nullopt when nothing can be (no terminal, ^C).
  [[nodiscard]] std::optional<std::string> Prompt(const std::string& question) const;

 private:
  void Write(int type, std::string_view line) const;
  sudo_conv_t conversation_ = nullptr;
};

// "systemctl restart nginx", escaped and cut to a length for one line.
std::string WhatOf(const Action& action);

std::string ThisNeedsApproval(const Action& action);  // "this needs approval: … (as root on web-1)"
std::string WaitingFor(
    const PendingRequest& pending);  // "request CODE, waiting for …, until 14:32"
std::string HowToStop(const PendingRequest& pending);  // "Ctrl-C stops waiting; …"
std::string StaysOpen(const PendingRequest& pending);  // after the Ctrl-C
std::string Filed(const PendingRequest& pending);      // ASSENT_REQUEST_ONLY

// "MESSAGE; NEXT STEP (CODE)", with the pending request where there is one.
std::string Refusal(const Denial& denial);

// For the log of sudo (errstr): short, one line, escaped. "assent: CODE: MESSAGE".
std::string LogReason(const Denial& denial);

}  // namespace assent
