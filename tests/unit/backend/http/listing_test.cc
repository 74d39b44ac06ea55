// The two resources for sudo -l, as docs/PROTOCOL.md has them.

#include "backend/http/api.h"
#include "tests/unit/backend/service/service_fixture.h"

namespace assent {
namespace {

using testing::EndsWith;

class ListingApiTest : public ServiceTest {
 protected:
  ApiReply Send(const Peer& peer, const std::string& method, const std::string& target,
                const std::string& body = "") {
    Api api(*service_, clock_.now.wall);
    return api.Answer({method, target, "application/json", "", body}, peer);
  }
  Json Foretell(const Question& question) {
    const ApiReply reply = Send(SudoOf(kAlice), "POST", "/v1/forecast", ToJson(question).dump());
    EXPECT_EQ(reply.status, 200) << reply.body;
    EXPECT_FALSE(reply.pending) << "nothing waits for a forecast";
    const Json json = Json::parse(reply.body);
    EXPECT_EQ(json["digest"], ToText(DigestOf(question.action)));
    EXPECT_FALSE(json.contains("decision"));
    return json;
  }
  Json Standing(const std::string& query = "?uid=1001") {
    const ApiReply reply = Send(SudoOf(kAlice), "GET", "/v1/standing" + query);
    EXPECT_EQ(reply.status, 200) << reply.body;
    return Json::parse(reply.body);
  }
};

TEST_F(ListingApiTest, EachOutlookHasItsMembers) {
  Json json = Foretell(Asked(1));
  EXPECT_EQ(json["outlook"], "ask");
  EXPECT_EQ(json["waiting_for"], Json::array({"1 of: bob, carol (approvers)"}));
  EXPECT_FALSE(json.contains("reason_wanted"));
  const std::string code = FileRequest(1);
  json = Foretell(Asked(2));
  EXPECT_EQ(json["outlook"], "pending");
  EXPECT_EQ(json["access_request"]["code"], code);
  EXPECT_EQ(json["access_request"]["left_s"], 600);
  EXPECT_THAT(json["access_request"]["expires_at"].get<std::string>(), EndsWith("Z"));
  ASSERT_THAT(Approve(Bob(), code), IsDone());
  json = Foretell(Asked(3));
  EXPECT_EQ(json["outlook"], "grant");
  EXPECT_EQ(json["grant"]["code"], code);
  EXPECT_EQ(json["grant"]["uses_left"], 1);
  EXPECT_EQ(json["grant"]["left_s"], 300);
  UseRules(kPermitNginx);
  json = Foretell(Asked(4));
  EXPECT_EQ(json["outlook"], "permit");
  EXPECT_EQ(json["rule"], "nginx may be restarted");
  UseRules("");
  json = Foretell(Asked(5));
  EXPECT_EQ(json["outlook"], "deny");
  EXPECT_EQ(json["reason_code"], "NO_RULE");
  EXPECT_TRUE(json["message"].is_string());
}

TEST_F(ListingApiTest, OthersThanRootAreForbidden) {
  const std::string body = ToJson(Asked(1)).dump();
  for (const Peer& peer : {Alice(), Bob(), Mallory()}) {
    EXPECT_EQ(Send(peer, "POST", "/v1/forecast", body).status, 403);
    EXPECT_EQ(Send(peer, "GET", "/v1/standing?uid=1001").status, 403);
  }
}

TEST_F(ListingApiTest, AQuestionThatIsNotQuiteRightIsMalformed) {
  const Json good = ToJson(Asked(1));
  std::vector<std::string> bodies = {"", "null", good.dump() + "x"};
  for (const char* member : {"subject", "action", "resource", "context"}) {
    Json body = good;
    body.erase(member);
    bodies.push_back(body.dump());
  }
  Json body = good;
  body["resource"]["id"] = "sha256:" + std::string(64, '0');
  bodies.push_back(body.dump());
  for (const std::string& text : bodies) {
    EXPECT_EQ(Send(SudoOf(kAlice), "POST", "/v1/forecast", text).status, 400) << text;
  }
}

TEST_F(ListingApiTest, ThePersonMustBeOneNumber) {
  for (const char* query : {"", "?uid=", "?uid=alice", "?uid=-1", "?uid=4294967295",
                            "?uid=1001&uid=1002", "?user=1001"}) {
    EXPECT_EQ(Send(SudoOf(kAlice), "GET", std::string("/v1/standing") + query).status, 400)
        << query;
  }
  EXPECT_EQ(Send(SudoOf(kAlice), "GET", "/v1/forecast").status, 405);
  EXPECT_EQ(Send(SudoOf(kAlice), "POST", "/v1/standing?uid=1001").status, 405);
}

TEST_F(ListingApiTest, WhatIsOpenIsShownInBrief) {
  EXPECT_EQ(Standing(),
            Json({{"grants", Json::array()}, {"requests", Json::array()}, {"more", false}}));
  ASSERT_THAT(Approve(Bob(), FileRequest(1)), IsDone());
  Question other = Asked(2);
  other.action.argv.push_back("\x1b[2J");
  const std::string code = CodeOf(Evaluate(other));
  const Json json = Standing();
  ASSERT_EQ(json["grants"].size(), 1U);
  EXPECT_EQ(json["grants"][0]["what"], "systemctl restart nginx");
  EXPECT_EQ(json["grants"][0]["cwd"], "/home/alice");
  ASSERT_EQ(json["requests"].size(), 1U);
  const Json& request = json["requests"][0];
  EXPECT_EQ(request["what"], "systemctl restart nginx '\\x1b[2J'");
  EXPECT_EQ(request["runas"], "root");
  EXPECT_EQ(request["access_request"]["code"], code);
  EXPECT_FALSE(request.contains("question"));
  EXPECT_EQ(Standing("?uid=1002")["requests"], Json::array());
}

TEST_F(ListingApiTest, HoweverMuchIsOpenTheAnswerIsWhatAModuleReads) {
  Policy policy;
  policy.waiting_requests = 400;
  policy.question_burst = 1000;
  UsePolicy(policy);
  for (int call = 0; call < 60; ++call) {
    Question question = Asked(call);
    question.action.cwd = "/" + std::string(4000, '\x01');
    question.action.argv.push_back(std::to_string(call) + std::string(2000, '\x02'));
    static_cast<void>(CodeOf(Evaluate(question)));
  }
  const ApiReply reply = Send(SudoOf(kAlice), "GET", "/v1/standing?uid=1001");
  EXPECT_EQ(reply.status, 200);
  EXPECT_LT(reply.body.size(), 60U * 1024);
  const Json json = Json::parse(reply.body);
  EXPECT_EQ(json["more"], true);
  EXPECT_GT(json["requests"].size(), 10U);
}

}  // namespace
}  // namespace assent
