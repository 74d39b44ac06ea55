#include "sudo_plugin/messages.h"

#include <cstdlib>
#include <cstring>
#include <memory>

#include "common/base/escape.h"
#include "common/base/handle.h"

namespace assent {
namespace {

constexpr std::size_t kMaxWhat = 200;
constexpr std::size_t kMaxLogReason = 200;

// Never in the middle of a UTF-8 character.
std::string Shorten(std::string text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0) == 0x80) --bytes;
  text.resize(bytes);
  return text + "...";
}

std::string Join(const std::vector<std::string>& parts, std::string_view between) {
  std::string joined;
  for (const std::string& part : parts) {
    if (!joined.empty()) joined += between;
    joined += part;
  }
  return joined;
}

std::string MessageOf(const Denial& denial) {
  return denial.message.empty() ? std::string(TextOf(denial.code).meaning) : denial.message;
}

}  // namespace

void Terminal::Write(int type, std::string_view line) const {
  if (conversation_ == nullptr) return;
  const std::string text = "assent: " + std::string(line) + "\n";
  const sudo_conv_message message{type, 0, text.c_str()};
  sudo_conv_reply reply{};
  conversation_(1, &message, &reply, nullptr);
}

void Terminal::Tell(std::string_view line) const {
  Write(SUDO_CONV_ERROR_MSG | SUDO_CONV_PREFER_TTY, line);
}

void Terminal::Complain(std::string_view line) const { Write(SUDO_CONV_ERROR_MSG, line); }

std::optional<std::string> Terminal::Prompt(const std::string& question) const {
  if (conversation_ == nullptr) return std::nullopt;
  const sudo_conv_message message{SUDO_CONV_PROMPT_ECHO_ON, 0, question.c_str()};
  sudo_conv_reply reply{};
  const int answered = conversation_(1, &message, &reply, nullptr);
  const std::unique_ptr<char, FreeWith<std::free>> text(reply.reply);
  if (answered != 0 || text == nullptr) return std::nullopt;
  return std::string(text.get());
}

std::string WhatOf(const Action& action) {
  if (action.kind != "sudoedit") return Shorten(ShowArguments(action.argv), kMaxWhat);
  return Shorten("sudoedit " + ShowArguments(action.files), kMaxWhat);
}

std::string ThisNeedsApproval(const Action& action) {
  return "this needs approval: " + WhatOf(action) + "  (as " + Escape(action.runas_user) + " on " +
         Escape(action.host) + ")";
}

std::string WaitingFor(const PendingRequest& pending) {
  return "request " + pending.code + ", waiting for " + Join(pending.waiting_for, " and ") +
         ", until " + pending.until;
}

std::string HowToStop(const PendingRequest& pending) {
  return "Ctrl-C stops waiting; the request stays open. To withdraw it: assent cancel " +
         pending.code;
}

std::string StaysOpen(const PendingRequest& pending) {
  return "stopped waiting; request " + pending.code + " stays open";
}

std::string Filed(const PendingRequest& pending) {
  return "request " + pending.code + " filed, waiting for " + Join(pending.waiting_for, " and ") +
         ", until " + pending.until;
}

std::string Refusal(const Denial& denial) {
  const ReasonText& text = TextOf(denial.code);
  std::string line = MessageOf(denial);
  if (denial.pending) line += ": " + WaitingFor(*denial.pending);
  return line + "; " + std::string(text.next_step) + " (" + std::string(text.name) + ")";
}

std::string LogReason(const Denial& denial) {
  std::string reason = "assent: " + std::string(NameOf(denial.code)) + ": " + MessageOf(denial);
  if (denial.pending) reason += ": " + denial.pending->code;
  return Shorten(std::move(reason), kMaxLogReason);
}

}  // namespace assent
