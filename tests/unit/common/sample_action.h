// alice asks to restart nginx.
#pragma once

#include "common/action/wire.h"

namespace assent {

inline Question SampleQuestion() {
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
  question.invocation = "000102030405060708090a0b0c0d0e0f";
  question.file = true;
  return question;
}

}  // namespace assent
