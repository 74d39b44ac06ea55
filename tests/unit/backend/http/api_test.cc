// The resources of docs/PROTOCOL.md, without a socket.

#include "backend/http/api.h"

#include "tests/unit/backend/service/service_fixture.h"

namespace assent {
namespace {

using testing::HasSubstr;

class ApiTest : public ServiceTest {
 protected:
  ApiReply Send(const Peer& peer, const std::string& method, const std::string& target,
                const std::string& body = "", const std::string& type = "application/json") {
    Api api(*service_, clock_.now.wall);
    return api.Answer({method, target, type, "", body}, peer);
  }
  Json Get(const Peer& peer, const std::string& target) {
    const ApiReply reply = Send(peer, "GET", target);
    EXPECT_EQ(reply.status, 200) << reply.body;
    return Json::parse(reply.body);
  }
  ApiReply Post(const Peer& peer, const std::string& target, const Json& body) {
    return Send(peer, "POST", target, body.dump());
  }
  Json EvaluateJson(const Question& question) {
    const ApiReply reply = Post(SudoOf(kAlice), "/access/v1/evaluation", ToJson(question));
    EXPECT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.content_type, "application/json");
    return Json::parse(reply.body);
  }
  static Json Approval(const Json& request) {
    return {{"decision", "approve"}, {"commitment", request["commitment"]}};
  }
};

// What the published schema of an AuthZEN answer demands, and what docs/PROTOCOL.md adds.
void ExpectAnswer(const Json& answer, bool decision) {
  ASSERT_TRUE(answer.is_object());
  ASSERT_TRUE(answer["decision"].is_boolean());
  EXPECT_EQ(answer["decision"], decision);
  ASSERT_TRUE(answer["context"].is_object());
  const Json& context = answer["context"];
  EXPECT_TRUE(context["digest"].is_string());
  EXPECT_TRUE(context["invocation"].is_string());
  EXPECT_EQ(context.contains("grant"), decision);
  EXPECT_EQ(context.contains("reason_code"), !decision);
  EXPECT_EQ(context.contains("message"), !decision);
}

TEST_F(ApiTest, AYesIsShapedAsTheProtocolSays) {
  UseRules(kPermitNginx);
  const Json answer = EvaluateJson(Asked(1));
  ExpectAnswer(answer, true);
  const Json& grant = answer["context"]["grant"];
  EXPECT_TRUE(grant["id"].is_string());
  EXPECT_TRUE(grant["start_before_boottime_ms"].is_number_unsigned());
  EXPECT_EQ(grant["rule"], "nginx may be restarted");
  EXPECT_EQ(grant["approvals"], Json::array());
  EXPECT_FALSE(grant.contains("max_runtime_s"));
}

TEST_F(ApiTest, PendingIsANoWithARequest) {
  const Json answer = EvaluateJson(Asked(1));
  ExpectAnswer(answer, false);
  const Json& pending = answer["context"]["access_request"];
  EXPECT_EQ(answer["context"]["reason_code"], "APPROVAL_NEEDED");
  EXPECT_TRUE(pending["code"].is_string());
  EXPECT_EQ(pending["left_s"], 600);
  EXPECT_THAT(pending["expires_at"].get<std::string>(), testing::EndsWith("Z"));
  EXPECT_THAT(pending["until"].get<std::string>(), testing::MatchesRegex("[0-9]{2}:[0-9]{2}"));
  EXPECT_EQ(pending["waiting_for"], Json::array({"1 of: bob, carol (approvers)"}));
}

TEST_F(ApiTest, AFinalNoHasNoRequest) {
  UseRules("");
  const Json answer = EvaluateJson(Asked(1));
  ExpectAnswer(answer, false);
  EXPECT_FALSE(answer["context"].contains("access_request"));
}

TEST_F(ApiTest, APendingAnswerSaysWhatItWouldWaitFor) {
  const ApiReply pending = Post(SudoOf(kAlice), "/access/v1/evaluation", ToJson(Asked(1)));
  ASSERT_TRUE(pending.pending);
  EXPECT_EQ(pending.pending->subject, kAlice);
  UseRules("");
  EXPECT_FALSE(Post(SudoOf(kAlice), "/access/v1/evaluation", ToJson(Asked(2))).pending);
}

// Wrong in one way each; the same question unharmed would be a yes.
TEST_F(ApiTest, AQuestionThatIsNotQuiteRightIsNeverAnsweredYes) {
  UseRules(kPermitNginx);
  const Json good = ToJson(Asked(1));
  ExpectAnswer(EvaluateJson(Asked(1)), true);
  const auto expect_malformed = [&](const std::string& body, const std::string& what) {
    const ApiReply reply = Send(SudoOf(kAlice), "POST", "/access/v1/evaluation", body);
    EXPECT_EQ(reply.status, 400) << what << ": " << reply.body;
    EXPECT_EQ(reply.content_type, "application/problem+json");
    EXPECT_FALSE(Json::parse(reply.body).contains("decision"));
  };
  for (const char* member : {"subject", "action", "resource", "context"}) {
    Json body = good;
    body.erase(member);
    expect_malformed(body.dump(), std::string("without ") + member);
    body[member] = "text";
    expect_malformed(body.dump(), std::string("text as ") + member);
  }
  for (const auto& [member, value] : good["resource"]["properties"].items()) {
    if (value.is_null() || member == "env" || member == "files" || member == "cwd") continue;
    Json body = good;
    body["resource"]["properties"].erase(member);
    expect_malformed(body.dump(), "without " + member);
  }
  Json body = good;
  body["resource"]["id"] = "sha256:" + std::string(64, '0');
  expect_malformed(body.dump(), "another digest");
  body = good;
  body["resource"]["properties"]["argv"].push_back("nginx2");
  expect_malformed(body.dump(), "an argument more");
  body = good;
  body["subject"]["properties"]["uid"] = 1002;
  expect_malformed(body.dump(), "another person");
  body = good;
  body["context"]["invocation"] = "short";
  expect_malformed(body.dump(), "no invocation");
  std::string text = good.dump();
  expect_malformed("", "nothing");
  expect_malformed(text + "x", "more after it");
  expect_malformed(text.substr(0, text.size() - 1), "cut");
  text.insert(1, "\"action\":{\"name\":\"sudo\"},");
  expect_malformed(text, "a repeated member");
}

TEST_F(ApiTest, ABodyMustBeSaidToBeJson) {
  UseRules(kPermitNginx);
  const std::string body = ToJson(Asked(1)).dump();
  EXPECT_EQ(Send(SudoOf(kAlice), "POST", "/access/v1/evaluation", body, "text/plain").status, 400);
  EXPECT_EQ(Send(SudoOf(kAlice), "POST", "/access/v1/evaluation", body, "").status, 400);
}

TEST_F(ApiTest, UnknownMembersAreIgnored) {
  UseRules(kPermitNginx);
  Json body = ToJson(Asked(1));
  body["later"] = {{"decision", true}};
  body["context"]["later"] = 1;
  EXPECT_EQ(Post(SudoOf(kAlice), "/access/v1/evaluation", body).status, 200);
}

TEST_F(ApiTest, OthersThanRootAreForbiddenToAsk) {
  UseRules(kPermitNginx);
  const ApiReply reply = Post(Alice(), "/access/v1/evaluation", ToJson(Asked(1)));
  EXPECT_EQ(reply.status, 403);
  EXPECT_FALSE(Json::parse(reply.body).contains("decision"));
}

struct RouteCase {
  const char* method;
  const char* target;
  int status;
};

TEST_F(ApiTest, WhatIsNotAResourceIsNotFoundAndAnotherMethodIsNotAllowed) {
  const RouteCase cases[] = {
      {"GET", "/", 404},
      {"GET", "", 404},
      {"GET", "*", 404},
      {"GET", "/v1", 404},
      {"GET", "/v1/requests/", 404},
      {"GET", "/v1//requests", 404},
      {"GET", "/v1/requests/BCDF-GHJK/decision/x", 404},
      {"GET", "/v1/../v1/status", 404},
      {"GET", "http://h/v1/status", 404},
      {"GET", "/v1/requests/BCDF-GHJK", 404},
      {"POST", "/v1/requests/BCDF-GHJK/cancel", 404},
      {"POST", "/v1/grants/G-1/revoke", 404},
      {"GET", "/access/v1/evaluation", 405},
      {"PUT", "/access/v1/evaluation", 405},
      {"DELETE", "/v1/requests", 405},
      {"HEAD", "/v1/status", 405},
      {"get", "/v1/status", 405},
      {"POST", "/v1/log", 405},
      {"GET", "/v1/requests?state=mine", 400},
      {"GET", "/v1/requests?state=all&state=all", 400},
      {"GET", "/v1/requests?after=-1", 400},
      {"GET", "/v1/requests?after=99999999999999999999", 400},
      {"GET", "/v1/grants?state=dead", 400},
      {"GET", "/v1/log?limit=1001", 400},
      {"GET", "/v1/log?after=x", 400},
  };
  for (const RouteCase& route : cases) {
    const ApiReply reply = Send(Bob(), route.method, route.target);
    EXPECT_EQ(reply.status, route.status) << route.method << " " << route.target;
    EXPECT_EQ(Json::parse(reply.body)["status"], route.status);
    EXPECT_EQ(reply.allow.empty(), route.status != 405);
  }
}

TEST_F(ApiTest, ARequestIsShownAsTheProtocolSays) {
  Question question = Asked(1);
  question.reason = "INC-1234";
  const std::string code = CodeOf(Evaluate(question));
  const Json list = Get(Bob(), "/v1/requests");
  EXPECT_EQ(list["more"], false);
  ASSERT_EQ(list["requests"].size(), 1U);
  const Json& request = list["requests"][0];
  EXPECT_EQ(request, Get(Bob(), "/v1/requests/" + code));
  EXPECT_EQ(request["code"], code);
  EXPECT_EQ(request["state"], "pending");
  EXPECT_EQ(request["reason"], "INC-1234");
  EXPECT_EQ(request["login_uid"], kAlice);
  EXPECT_EQ(request["left_s"], 600);
  EXPECT_EQ(request["question"]["resource"]["id"], "");
  EXPECT_FALSE(request["question"].contains("context"));
  EXPECT_EQ(request["question"]["resource"]["properties"]["argv"],
            Json::array({"systemctl", "restart", "nginx"}));
  EXPECT_EQ(request["bounds"]["max_uses"], 3);
  EXPECT_EQ(request["bounds"]["max_start_within_s"], 3600);
  EXPECT_EQ(request["quorums"][0]["needed"], 1);
  EXPECT_EQ(request["quorums"][0]["groups"], Json::array({"approvers"}));
  EXPECT_EQ(request["grant"], Json());
  EXPECT_EQ(request["first_time"], true);
  EXPECT_EQ(request["may_decide"], true);
  EXPECT_EQ(request["why_not"], "");
}

TEST_F(ApiTest, ADecisionAnswersTheRequestAsItNowIs) {
  const std::string code = FileRequest(1);
  Json body = Approval(Get(Bob(), "/v1/requests/" + code));
  body["comment"] = "deploy\\x0awindow";
  body["grant"] = {{"uses", 2}, {"start_within_s", 60}, {"max_runtime_s", 10}};
  const ApiReply reply = Post(Bob(), "/v1/requests/" + code + "/decision", body);
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_FALSE(reply.pending);
  const Json request = Json::parse(reply.body);
  EXPECT_EQ(request["state"], "approved");
  EXPECT_EQ(request["decisions"][0]["user"], "bob");
  EXPECT_EQ(request["decisions"][0]["comment"], "deploy\\x0awindow");
  EXPECT_EQ(request["grant"]["uses"], 2);
  EXPECT_EQ(request["grant"]["left_s"], 60);
  EXPECT_EQ(request["grant"]["max_runtime_s"], 10);
  EXPECT_EQ(Get(Alice(), "/v1/grants")["grants"][0], request["grant"]);
}

TEST_F(ApiTest, ADecisionThatIsNotQuiteRightDecidesNothing) {
  const std::string code = FileRequest(1);
  const std::string target = "/v1/requests/" + code + "/decision";
  const Json good = Approval(Get(Bob(), "/v1/requests/" + code));
  const auto with = [&](const char* member, const Json& value) {
    Json body = good;
    body[member] = value;
    return Post(Bob(), target, body).status;
  };
  EXPECT_EQ(with("decision", "yes"), 400);
  EXPECT_EQ(with("decision", true), 400);
  EXPECT_EQ(with("decision", Json()), 400);
  EXPECT_EQ(with("commitment", Json()), 400);
  EXPECT_EQ(with("commitment", "sha256:"), 409);
  EXPECT_EQ(with("comment", 1), 400);
  EXPECT_EQ(with("comment", std::string(1001, 'x')), 400);
  EXPECT_EQ(with("grant", {{"uses", 4}}), 400);
  EXPECT_EQ(with("grant", {{"uses", -1}}), 400);
  EXPECT_EQ(with("grant", {{"uses", 1.5}}), 400);
  EXPECT_EQ(with("grant", {{"uses", 4294967296}}), 400);
  EXPECT_EQ(with("grant", Json::array()), 400);
  EXPECT_EQ(Post(Alice(), target, good).status, 403);
  EXPECT_EQ(Post(Mallory(), target, good).status, 404);
  EXPECT_EQ(StateOf(code), RequestState::kPending);
  EXPECT_EQ(Post(Bob(), target, good).status, 200);
}

TEST_F(ApiTest, AGrantIsRevokedWithAComment) {
  const std::string code = FileRequest(1);
  ASSERT_THAT(Approve(Bob(), code), IsDone());
  const std::string target = "/v1/grants/" + GrantOf(code).id + "/revoke";
  EXPECT_EQ(Post(Mallory(), target, Json::object()).status, 404);
  EXPECT_EQ(Post(Bob(), target, {{"comment", 1}}).status, 400);
  const ApiReply reply = Post(Bob(), target, {{"comment", "wrong host"}});
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(Json::parse(reply.body)["state"], "revoked");
  EXPECT_EQ(Json::parse(reply.body)["left_s"], 0);
  EXPECT_EQ(Send(Bob(), "POST", target).status, 409);
}

TEST_F(ApiTest, ACancelNeedsNoBody) {
  const std::string code = FileRequest(1);
  EXPECT_EQ(Send(Bob(), "POST", "/v1/requests/" + code + "/cancel", "", "").status, 403);
  EXPECT_EQ(Send(Alice(), "POST", "/v1/requests/" + code + "/cancel", "", "").status, 200);
  EXPECT_EQ(Send(Alice(), "POST", "/v1/requests/" + code + "/cancel", "", "").status, 409);
}

TEST_F(ApiTest, ACodeIsFoundAsPeopleTypeIt) {
  std::string code = FileRequest(1);
  std::string typed;
  for (const char c : code) {
    if (c != '-') typed += static_cast<char>(std::tolower(c));
  }
  EXPECT_EQ(Get(Bob(), "/v1/requests/" + typed)["code"], code);
}

TEST_F(ApiTest, ManyRequestsComeInPages) {
  Policy policy;
  policy.waiting_requests = 1000;
  policy.question_burst = 1000;
  UsePolicy(policy);
  for (int call = 1; call <= 250; ++call) {
    Question question = Asked(call);
    question.action.argv.push_back(std::to_string(call));
    ASSERT_THAT(Evaluate(question), IsPending());
  }
  const Json first = Get(Bob(), "/v1/requests");
  EXPECT_EQ(first["more"], true);
  ASSERT_EQ(first["requests"].size(), 200U);
  const Json second = Get(Bob(), "/v1/requests?after=" + first["requests"].back()["id"].dump());
  EXPECT_EQ(second["more"], false);
  EXPECT_EQ(second["requests"].size(), 50U);
}

TEST_F(ApiTest, APageIsNeverLargerThanFourMegabytes) {
  for (int call = 1; call <= 8; ++call) {
    Question question = Asked(call);
    question.action.argv.push_back(std::string(900'000, static_cast<char>('a' + call)));
    ASSERT_THAT(Evaluate(question), IsPending());
  }
  std::size_t seen = 0;
  std::string after = "0";
  for (bool more = true; more;) {
    const ApiReply reply = Send(Bob(), "GET", "/v1/requests?after=" + after);
    ASSERT_EQ(reply.status, 200);
    EXPECT_LE(reply.body.size(), 4U * 1024 * 1024);
    const Json page = Json::parse(reply.body);
    ASSERT_FALSE(page["requests"].empty());
    seen += page["requests"].size();
    after = page["requests"].back()["id"].dump();
    more = page["more"];
  }
  EXPECT_EQ(seen, 8U);
}

TEST_F(ApiTest, StatusAndLogAreShownToEverybodyAboutHimself) {
  FileRequest(1);
  const Json status = Get(Bob(), "/v1/status");
  EXPECT_EQ(status["pending"], 1);
  EXPECT_EQ(status["rules"]["loaded"], 1);
  EXPECT_EQ(status["rules"]["error"], "");
  EXPECT_EQ(status["you"], (Json{{"user", "bob"}, {"uid", kBob}, {"login_uid", kBob}}));
  EXPECT_EQ(Get(Bob(), "/v1/log")["records"], Json::array());
  const Json records = Get(Alice(), "/v1/log")["records"];
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0]["unmapped"]["event"], "request_filed");
  EXPECT_EQ(Get(Alice(), "/v1/log?after=" + records[0]["unmapped"]["seq"].dump())["records"],
            Json::array());
}

TEST_F(ApiTest, ABrokenStoreIsAnErrorAndNeverAYes) {
  UseRules(kPermitNginx);
  const auto blocked = store_->Begin(Durability::kProcessCrash);
  const ApiReply reply = Post(SudoOf(kAlice), "/access/v1/evaluation", ToJson(Asked(1)));
  EXPECT_EQ(reply.status, 500);
  EXPECT_EQ(Json::parse(reply.body)["reason_code"], "BACKEND_ERROR");
  EXPECT_THAT(lines_.back(), HasSubstr("store: "));
}

}  // namespace
}  // namespace assent
