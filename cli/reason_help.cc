#include "cli/reason_help.h"

#include <algorithm>
#include <array>

namespace assent {
namespace {

using enum ReasonCode;

constexpr std::array<ReasonHelp, 22> kHelp = {{
    {kNoRule,
     "Nothing is allowed that no rule speaks of. None of the rules in force matches this person, "
     "command, target user and host together.",
     "add a rule to /etc/assent/rules.d (assent-rules(5)), then: assentd --check && systemctl "
     "reload assentd"},
    {kRuleDenies,
     "A rule with effect = \"deny\" matches. It beats every other rule and every approval.",
     "`assent log` names the rule; change it in /etc/assent/rules.d if it is wrong"},
    {kApprovalNeeded,
     "A rule lets this be asked for, and nobody has decided yet. Without a terminal, and with "
     "sudo -n, nothing is waited for.",
     "`assent pending` lists what waits, and for whom"},
    {kDeniedByApprover,
     "An approver denied this very command. For a while, 10 minutes unless it was set otherwise, "
     "it is answered with that denial and nobody is asked again.",
     "[requests] cool_down in assentd.toml(5) is how long"},
    {kRequestExpired,
     "A request stays open for 10 minutes unless it was set otherwise, and nobody decided.",
     "[requests] life in assentd.toml(5) is how long; do the approvers look at `assent pending`?"},
    {kRequestCancelled, "Whoever made the request, or root, withdrew it.",
     "`assent log` says who withdrew it"},
    {kNoApproverAvailable,
     "Nobody approves his own request, and root is not a person. Among the approvers that the rule "
     "names nobody is left.",
     "name more approvers in the rule, or put another person into the group (it counts from the "
     "next login)"},
    {kReasonRequired, "The rule wants a reason, perhaps in a certain form such as INC-1234.",
     "the rule's `reason` says what it must look like"},
    {kGrantUsed, "A grant is good for so many runs, usually one, and they have been made.",
     "`assent grants --all` shows it; an approver may give more with --uses, as far as the rule "
     "lets him"},
    {kGrantExpired,
     "A grant has to be used within minutes of the approval, and never outlives a reboot.",
     "an approver may give more with --start-within, as far as the rule lets him"},
    {kGrantRevoked, "Somebody took the grant back, or the rules no longer cover this command.",
     "`assent log` says who or which rule"},
    {kRateLimited,
     "Each person may ask 5 questions a second (20 at once), have 8 requests open and 32 commands "
     "waiting, unless it was set otherwise. What is permitted is not counted.",
     "[limits] in assentd.toml(5)"},
    {kExecutableNotTrusted,
     "The program, or a directory on the way to it, can be changed by somebody other than root, or "
     "is on a network file system or one mounted nosuid. What is approved could be another program "
     "when it runs.",
     "chown root and chmod go-w it and its directories, or write a rule with mutable_executable = "
     "true: then a sealed copy runs"},
    {kExecutableChanged,
     "The file is not the one that was approved any more: an update, or somebody who tampers.",
     "see what changed it, e.g. the package manager's log"},
    {kEnvironmentNotClean,
     "sudo -E passes every variable on, and some of them turn a command into another.",
     "a rule may say environment = \"inherited\""},
    {kActionTooLarge, "A question may have 1 MiB, and this is more.", "nothing to set here"},
    {kSecretInCommand, "An approver must see what will run, and a secret must not be shown.",
     "nothing to set here"},
    {kBackendUnreachable,
     "Nobody listens on /run/assent/assentd.sock, or what listens there is not trusted.",
     "systemctl start assentd.socket; ls -ld /run/assent /run/assent/assentd.sock. To turn Assent "
     "off: take its lines out of /etc/sudo.conf"},
    {kBackendTimeout, "assentd did not answer within 10 seconds, unless it was set otherwise.",
     "systemctl status assentd; systemctl restart assentd. To turn Assent off: take its lines out "
     "of /etc/sudo.conf"},
    {kBackendError,
     "assentd answered with an error, or with something that is no answer to this question. No "
     "such answer is ever taken for a yes.",
     "journalctl -u assentd; is the disk full? To turn Assent off: take its lines out of "
     "/etc/sudo.conf"},
    {kBadConfig,
     "A file under /etc/assent is not right, or not owned by root, or writable by others.",
     "mend the line that the message names; `assentd --check` tells whether it is good now"},
    {kClockSkew, "The clocks of two hosts are more than 30 seconds apart.",
     "timedatectl; chronyc tracking"},
}};

}  // namespace

const ReasonHelp& HelpOn(ReasonCode code) {
  const auto* const found = std::find_if(kHelp.begin(), kHelp.end(),
                                         [&](const ReasonHelp& help) { return help.code == code; });
  return found == kHelp.end() ? HelpOn(kBackendError) : *found;
}

}  // namespace assent
