// The answers to sudo -l: read strictly, and safe to print.
#include "common/client/listing.h"

#include <gmock/gmock.h>

#include "common/base/escape.h"
#include "tests/unit/common/result_matchers.h"
#include "tests/unit/common/sample_action.h"

namespace assent {
namespace {

using testing::_;

Json Pending() {
  return {{"code", "WDJB-MJHT"},
          {"expires_at", "2026-11-24T14:32:00Z"},
          {"until", "14:32"},
          {"left_s", 598},
          {"waiting_for", Json::array({"1 of: bob"})}};
}
Json Granted() {
  return {{"id", "G-1"}, {"what", "id -u"}, {"runas", "root"},
          {"cwd", "/x"}, {"uses_left", 2},  {"left_s", 290}};
}
Json Open() {
  return {{"grants", Json::array({Granted()})},
          {"requests", Json::array({{{"what", "id -g"},
                                     {"runas", "root"},
                                     {"cwd", nullptr},
                                     {"access_request", Pending()}}})},
          {"more", true}};
}
ActionDigest Asked() { return DigestOf(SampleQuestion().action); }
Json Outlook(const std::string& outlook, const Json& more) {
  Json json = more;
  json["digest"] = ToText(Asked());
  json["outlook"] = outlook;
  return json;
}

TEST(ParseStanding, ReadsWhatIsOpen) {
  const auto standing = ParseStanding(Open().dump());
  ASSERT_THAT(standing, IsOk());
  ASSERT_EQ(standing.value().grants.size(), 1U);
  EXPECT_EQ(standing.value().grants[0].uses_left, 2U);
  EXPECT_EQ(standing.value().grants[0].cwd, "/x");
  ASSERT_EQ(standing.value().requests.size(), 1U);
  EXPECT_EQ(standing.value().requests[0].pending.code, "WDJB-MJHT");
  EXPECT_EQ(standing.value().requests[0].cwd, "");
  EXPECT_TRUE(standing.value().more);
}

TEST(ParseStanding, AnythingMissingOrOfAnotherTypeIsABadReply) {
  for (const char* list : {"grants", "requests"}) {
    Json without = Open();
    without.erase(list);
    EXPECT_THAT(ParseStanding(without.dump()), FailsWith(Errc::kBadReply, _));
    const Json entry = Open()[list][0];
    for (const auto& [member, value] : entry.items()) {
      if (member == "cwd") continue;
      Json bad = Open();
      bad[list][0].erase(member);
      EXPECT_THAT(ParseStanding(bad.dump()), FailsWith(Errc::kBadReply, _)) << member;
      bad[list][0][member] = Json::array();
      EXPECT_THAT(ParseStanding(bad.dump()), FailsWith(Errc::kBadReply, _)) << member;
    }
  }
  for (const char* text : {"", "null", "[]", "{}", "{\"grants\":[],\"grants\":[]}"}) {
    EXPECT_THAT(ParseStanding(text), FailsWith(Errc::kBadReply, _)) << text;
  }
  const std::string twice = "{\"more\":false," + Open().dump().substr(1);
  EXPECT_THAT(ParseStanding(twice), FailsWith(Errc::kBadReply, _));
}

TEST(ParseStanding, EveryTextIsMadeSafe) {
  Json evil = Open();
  for (const char* member : {"id", "what", "runas", "cwd"}) evil["grants"][0][member] = "\x1b[2J\n";
  const auto standing = ParseStanding(evil.dump());
  ASSERT_THAT(standing, IsOk());
  const ListedGrant& grant = standing.value().grants[0];
  for (const std::string& text : {grant.id, grant.what, grant.runas, grant.cwd}) {
    EXPECT_EQ(text, Escape("\x1b[2J\n"));
  }
}

TEST(ParseForecast, ReadsEachOutlook) {
  const auto read = [](const Json& json) {
    const auto forecast = ParseForecast(json.dump(), Asked());
    EXPECT_THAT(forecast, IsOk());
    return forecast.ok() ? forecast.value() : ForecastReply();
  };
  EXPECT_EQ(std::get<WouldRun>(read(Outlook("permit", {{"rule", "r"}}))).rule, "r");
  EXPECT_EQ(std::get<WouldRun>(read(Outlook("grant", {{"grant", Granted()}}))).grant->id, "G-1");
  const auto ask = std::get<NeedsPeople>(read(Outlook(
      "ask", {{"waiting_for", Json::array({"1 of: bob"})}, {"reason_wanted", "a ticket"}})));
  EXPECT_EQ(ask.reason_wanted, "a ticket");
  const auto pending = std::get<Denial>(read(Outlook("pending", {{"access_request", Pending()}})));
  EXPECT_EQ(pending.pending->code, "WDJB-MJHT");
  const auto deny =
      std::get<Denial>(read(Outlook("deny", {{"reason_code", "NO_RULE"}, {"message", "no"}})));
  EXPECT_EQ(deny.code, ReasonCode::kNoRule);
  EXPECT_FALSE(deny.pending);
}

TEST(ParseForecast, AnythingElseIsABadReply) {
  const Json good = Outlook("permit", {{"rule", "r"}});
  EXPECT_THAT(ParseForecast(good.dump(), ActionDigest{}), FailsWith(Errc::kBadReply, _));
  for (const char* member : {"digest", "outlook", "rule"}) {
    Json bad = good;
    bad.erase(member);
    EXPECT_THAT(ParseForecast(bad.dump(), Asked()), FailsWith(Errc::kBadReply, _)) << member;
  }
  for (const Json& bad :
       {Outlook("maybe", Json::object()), Outlook("grant", {{"rule", "r"}}),
        Outlook("ask", {{"waiting_for", "bob"}}), Outlook("pending", {{"access_request", 1}}),
        Outlook("deny", {{"reason_code", "FINE"}, {"message", "yes"}}),
        Json({{"decision", true}})}) {
    EXPECT_THAT(ParseForecast(bad.dump(), Asked()), FailsWith(Errc::kBadReply, _)) << bad.dump();
  }
}

}  // namespace
}  // namespace assent
