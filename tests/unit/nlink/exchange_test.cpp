#include <doctest/doctest.h>
#include <linux/rtnetlink.h>

#include <cerrno>
#include <vector>

#include "nlink/exchange.hpp"
#include "tests/unit/nlink/support.hpp"

namespace exchange_test {

using namespace nlink;

namespace {

Request request(const std::string& what, std::size_t size = NLMSG_HDRLEN) {
    Request out{.bytes = base::Bytes(size), .what = what};
    const nlmsghdr header{.nlmsg_len = static_cast<std::uint32_t>(size),
                          .nlmsg_type = RTM_NEWROUTE,
                          .nlmsg_flags = NLM_F_CREATE,
                          .nlmsg_seq = 0,
                          .nlmsg_pid = 0};
    std::memcpy(out.bytes.data(), &header, sizeof header);
    return out;
}

std::vector<Request> batch(std::size_t count) {
    std::vector<Request> out;
    out.reserve(count);
    for (std::size_t i = 0; i < count; ++i) out.push_back(request("add route " + std::to_string(i)));
    return out;
}

/// An NLMSG_ERROR as the kernel makes it: the verdict, the request's header or all of the
/// request, and the words.
struct Answer {
    base::Bytes payload;
    Message message;
    Answer(std::uint32_t sequence, int code, const std::string& words = "", std::size_t uncapped = 0) {
        nlmsgerr error{};
        error.error = -code;
        error.msg.nlmsg_len = static_cast<std::uint32_t>(NLMSG_HDRLEN + uncapped);
        payload.resize(sizeof error + uncapped);
        std::memcpy(payload.data(), &error, sizeof error);
        std::uint16_t flags = uncapped == 0 ? NLM_F_CAPPED : 0;
        if (!words.empty()) {
            flags |= NLM_F_ACK_TLVS;
            const auto size = static_cast<std::uint8_t>(words.size() + 5);
            payload.insert(payload.end(), {size, 0, NLMSGERR_ATTR_MSG, 0});
            payload.insert(payload.end(), words.begin(), words.end());
            payload.push_back(0);
        }
        message = {.type = NLMSG_ERROR, .flags = flags, .sequence = sequence, .payload = payload};
    }
    Answer(const Answer&) = delete;
};

} // namespace

TEST_CASE("an acknowledgement is a verdict and, with luck, the kernel's words") {
    CHECK(parse_acknowledgement(Answer(1, 0).message) == Acknowledgement{});
    CHECK(parse_acknowledgement(Answer(1, EEXIST).message) == Acknowledgement{.code = EEXIST, .text = ""});
    CHECK(parse_acknowledgement(Answer(1, EINVAL, "Invalid prefix").message) ==
          Acknowledgement{.code = EINVAL, .text = "Invalid prefix"});
}

TEST_CASE("the words stand behind the whole request when the answer is not capped") {
    CHECK(parse_acknowledgement(Answer(1, EINVAL, "Invalid prefix", 40).message)->text == "Invalid prefix");
}

TEST_CASE("a short or lying acknowledgement is harmless") {
    for (std::size_t size = 0; size < 4; ++size)
        CHECK(!parse_acknowledgement({.type = NLMSG_ERROR, .payload = base::ByteView(base::Bytes(size))}));
    Answer answer(1, EINVAL, "words");
    answer.payload[4] = 0xff; // the length of the request, which is no longer there
    answer.payload[5] = 0xff;
    answer.message.flags = NLM_F_ACK_TLVS;
    CHECK(parse_acknowledgement(answer.message) == Acknowledgement{.code = EINVAL, .text = ""});
}

TEST_CASE("the end of a list may carry an error, or nothing at all") {
    CHECK(parse_acknowledgement({.type = NLMSG_DONE, .payload = {}}) == Acknowledgement{});
    const int refused = -ENOENT;
    base::Bytes payload(sizeof refused);
    std::memcpy(payload.data(), &refused, sizeof refused);
    CHECK(parse_acknowledgement({.type = NLMSG_DONE, .payload = payload})->code == ENOENT);
}

TEST_CASE("other messages acknowledge nothing") {
    CHECK(!parse_acknowledgement({.type = RTM_NEWROUTE, .payload = base::ByteView(base::Bytes(20))}));
}

TEST_CASE("an outcome names the object, the reason and the kernel's words") {
    CHECK(outcome_of(request("add route x"), {}) == Outcome{});
    CHECK(outcome_of(request("add route x"), {.code = EEXIST, .text = ""}).what ==
          "add route x: File exists");
    CHECK(outcome_of(request("add route x"), {.code = EINVAL, .text = "bad scope"}) ==
          Outcome{.code = EINVAL, .what = "add route x: Invalid argument (bad scope)"});
}

TEST_CASE("acknowledgements find their requests in any order") {
    const auto requests = batch(3);
    Matcher matcher(requests, 100);
    CHECK(matcher.take(Answer(102, EEXIST).message));
    CHECK(matcher.take(Answer(100, 0).message));
    CHECK(!matcher.complete());
    CHECK(matcher.take(Answer(101, ENODEV).message));
    REQUIRE(matcher.complete());
    CHECK(std::move(matcher).finish() ==
          std::vector<Outcome>{{},
                               {.code = ENODEV, .what = "add route 1: No such device"},
                               {.code = EEXIST, .what = "add route 2: File exists"}});
}

TEST_CASE("foreign, late and repeated answers are refused") {
    const auto requests = batch(2);
    Matcher matcher(requests, 100);
    CHECK(!matcher.take(Answer(99, EEXIST).message));
    CHECK(!matcher.take(Answer(102, EEXIST).message));
    CHECK(matcher.take(Answer(100, 0).message));
    CHECK(!matcher.take(Answer(100, EEXIST).message));
    CHECK(!matcher.take({.type = RTM_NEWROUTE, .sequence = 101, .payload = {}}));
    CHECK(!matcher.complete());
}

TEST_CASE("sequence numbers may pass their end within a batch") {
    const auto requests = batch(3);
    Matcher matcher(requests, 0xffffffff);
    CHECK(matcher.take(Answer(0xffffffff, 0).message));
    CHECK(matcher.take(Answer(1, 0).message));
    CHECK(matcher.take(Answer(0, 0).message));
    CHECK(matcher.complete());
}

TEST_CASE("one verdict can settle all that is open, and nothing else") {
    const auto requests = batch(3);
    Matcher matcher(requests, 1);
    CHECK(matcher.take(Answer(2, EEXIST).message));
    matcher.settle_open({.code = EPERM, .text = ""});
    REQUIRE(matcher.complete());
    const auto outcomes = std::move(matcher).finish();
    CHECK(outcomes[0].code == EPERM);
    CHECK(outcomes[1].code == EEXIST);
    CHECK(outcomes[2].what == "add route 2: Operation not permitted");
}

TEST_CASE("an empty batch is complete") { CHECK(Matcher({}, 1).complete()); }

TEST_CASE("requests are numbered in a row, and keep their own flags") {
    const auto requests = batch(2);
    base::Bytes datagram;
    append_requests(datagram, requests, 7, NLM_F_REQUEST | NLM_F_ACK);
    base::ByteView left = datagram;
    for (const std::uint32_t sequence : {7U, 8U}) {
        const auto message = next_message(left);
        REQUIRE(message);
        CHECK(message->sequence == sequence);
        CHECK(message->flags == (NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE));
    }
    CHECK(left.empty());
    CHECK(support::header_of(requests[0]).nlmsg_seq == 0);
}

TEST_CASE("a send holds as much as both limits allow, and never nothing") {
    const std::vector<Request> requests{request("", 100), request("", 100), request("", 100)};
    CHECK(chunk_size(requests, {.octets = 1000, .requests = 10}) == 3);
    CHECK(chunk_size(requests, {.octets = 1000, .requests = 2}) == 2);
    CHECK(chunk_size(requests, {.octets = 200, .requests = 10}) == 2);
    CHECK(chunk_size(requests, {.octets = 199, .requests = 10}) == 1);
    CHECK(chunk_size(requests, {.octets = 0, .requests = 0}) == 1);
    CHECK(chunk_size({}, {.octets = 1000, .requests = 10}) == 0);
}

} // namespace exchange_test
