// What the log says: one OCSF-shaped JSON record for everything that happened (docs/LOG.md).
//
// A record never holds arguments, environment values or the action digest: of the action it names
// the program and the commitment. Details live with the request.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "backend/model/grant.h"
#include "backend/model/log_entry.h"
#include "backend/model/request.h"
#include "common/action/reason_code.h"
#include "common/json/strict_json.h"

namespace assent {

// As in <syslog.h>, and as systemd reads them from a line's "<6>".
enum class Priority { kError = 3, kWarning = 4, kNotice = 5, kInfo = 6 };

struct AuditRecord {
  LogEntry entry;  // `seq` is given by the store
  Priority priority = Priority::kNotice;
};

// An action as the log names it.
struct LoggedAction {
  std::string host;
  std::string kind;
  Requester requester;
  std::string runas_user;
  std::string program;
  Commitment commitment;
  std::string invocation;  // "" where there is none
};

// A question answered for good: a yes, or a no that nobody waits behind.
struct AnsweredQuestion {
  std::string event;                  // permit, claim, deny
  std::optional<ReasonCode> refused;  // nullopt: a yes
  std::string rule;
  std::string grant_id;
  std::string code;
  std::vector<Approval> approvals;
};
AuditRecord QuestionAnswered(const LoggedAction& action, const AnsweredQuestion& answer,
                             const Moment& now);

AuditRecord RequestFiled(const Request& request, const std::string& invocation, const Moment& now);
AuditRecord PersonDecided(const Request& request, const PersonDecision& decision,
                          const Moment& now);
// `by`: who settled it; nullopt: time did, or a reboot.
AuditRecord RequestSettled(const Request& request, RequestState state,
                           const std::optional<Requester>& by, const Moment& now);

AuditRecord GrantIssued(const GrantRecord& grant, const Moment& now);
// `by`: who revoked it; nullopt: time, a reboot, or the rules did.
AuditRecord GrantEnded(const GrantRecord& grant, GrantState state,
                       const std::optional<Requester>& by, const std::string& why,
                       const Moment& now);

AuditRecord DaemonStarted(const std::string& host, const Moment& now);
AuditRecord ConfigurationLoaded(const std::string& host, std::size_t rules,
                                const std::vector<std::string>& warnings, const Moment& now);
AuditRecord ConfigurationFailed(const std::string& host, const std::string& detail,
                                const Moment& now);

// The record as it is shown: with its number in the log.
Json ShownRecord(const LogEntry& entry);

}  // namespace assent
