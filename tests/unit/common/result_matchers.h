// Matchers that show the detail of an Error when they fail.
#pragma once

#include <gmock/gmock.h>

#include <string>

#include "common/base/result.h"

namespace assent {

MATCHER(IsOk, "is a value") {
  if (arg.ok()) return true;
  *result_listener << "error: " << arg.error().detail;
  return false;
}

MATCHER_P2(FailsWith, code, detail_matcher, "is an error with that code and detail") {
  if (arg.ok()) {
    *result_listener << "a value";
    return false;
  }
  *result_listener << "error: " << arg.error().detail;
  return arg.error().code == code &&
         testing::ExplainMatchResult(detail_matcher, arg.error().detail, result_listener);
}

}  // namespace assent
