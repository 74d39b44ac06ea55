// The request WDJB-MJHT, as the server sends it to bob.
#pragma once

#include "common/action/wire.h"
#include "common/json/strict_json.h"

namespace assent {

inline const char* const kSampleCommitment =
    "sha256:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

inline Question AliceRestartsNginx() {
  Question question;
  Action& action = question.action;
  action.host = "web-1";
  action.kind = "sudo";
  action.user_uid = 1001;
  action.user_name = "alice";
  action.runas_uid = 0;
  action.runas_user = "root";
  action.runas_gid = 0;
  action.runas_groups = {0};
  action.command = "/usr/bin/systemctl";
  action.argv = {"systemctl", "restart", "nginx"};
  action.cwd = "/home/alice";
  question.facts.user_groups = {27, 1001};
  question.facts.tty = "/dev/pts/0";
  question.facts.stdin_kind = StdinKind::kTty;
  question.facts.executable_trusted = true;
  question.invocation = std::string(32, '0');
  return question;
}

inline Json SampleRequest(const Question& question = AliceRestartsNginx()) {
  Json asked = ToJson(question);
  asked.erase("context");
  asked["resource"]["id"] = "";
  return {{"id", 17},
          {"code", "WDJB-MJHT"},
          {"state", "pending"},
          {"created_at", "2026-11-24T14:22:00Z"},
          {"expires_at", "2026-11-24T14:32:00Z"},
          {"age_s", 12},
          {"left_s", 588},
          {"question", asked},
          {"login_uid", 1001},
          {"reason", "INC-1234"},
          {"commitment", kSampleCommitment},
          {"quorums",
           {{{"rule", "operators may ask"},
             {"needed", 1},
             {"approved", 0},
             {"users", {"bob", "carol"}},
             {"groups", {"ops-leads"}},
             {"waiting_for", "1 of: bob, carol (ops-leads)"}}}},
          {"decisions", Json::array()},
          {"bounds",
           {{"uses", 1},
            {"start_within_s", 300},
            {"max_runtime_s", 3600},
            {"max_uses", 3},
            {"max_start_within_s", 3600}}},
          {"grant", nullptr},
          {"first_time", true},
          {"waiting", 1},
          {"may_decide", true},
          {"why_not", ""}};
}

inline Json SampleGrant(const char* state = "live") {
  return {{"id", "G-7Q2M"},
          {"code", "WDJB-MJHT"},
          {"state", state},
          {"user", "alice"},
          {"uid", 1001},
          {"runas", "root"},
          {"host", "web-1"},
          {"what", "systemctl restart nginx"},
          {"uses", 1},
          {"used", 0},
          {"created_at", "2026-11-24T14:23:00Z"},
          {"left_s", 290},
          {"max_runtime_s", 3600},
          {"ignores", Json::array()},
          {"rules", {"operators may ask"}},
          {"approved_by", {"bob"}}};
}

// The same request, settled.
inline Json Settled(const char* state) {
  Json request = SampleRequest();
  request["state"] = state;
  return request;
}

inline Json Approved(const char* grant_state = "live") {
  Json request = Settled("approved");
  request["grant"] = SampleGrant(grant_state);
  request["decisions"] = Json::array({{{"user", "bob"},
                                       {"uid", 1002},
                                       {"decision", "approve"},
                                       {"comment", "deploy window"},
                                       {"at", "2026-11-24T14:23:00Z"}}});
  return request;
}

}  // namespace assent
