#pragma once

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <map>
#include <optional>

#include "tests/unit/pmip/codec_support.hpp"

/// The golden vectors as their file has them.
namespace pmip::test {

struct Vector {
    bool valid = false;
    std::optional<base::Bytes> header; ///< the Mobility Header with what follows it in the datagram;
                                       ///< none in the packets of the data plane
    base::Bytes packet;                ///< from the outer IP header on
    std::string expect;                ///< what a receiver must do, in words
};

/// All vectors by name.
inline const std::map<std::string, Vector>& vectors() {
    static const auto all = [] {
        std::map<std::string, Vector> out;
        std::ifstream file(GOLDEN_DIR "/vectors.json");
        for (const auto& entry : nlohmann::json::parse(file)) {
            auto& vector = out[entry["name"]];
            vector = {entry["valid"], {}, hex(entry["pkt"].get<std::string>()), entry["expect"]};
            if (entry["mh"].is_string()) vector.header = hex(entry["mh"].get<std::string>());
        }
        return out;
    }();
    return all;
}

inline std::expected<Decoded, Fault> decoded(const std::string& name) {
    return decode(vectors().at(name).header.value());
}

template <class M>
M message(const std::string& name) {
    CAPTURE(name);
    const auto result = decoded(name);
    REQUIRE_MESSAGE(result, result.error().detail);
    REQUIRE(std::holds_alternative<M>(result->message));
    return std::get<M>(result->message);
}

} // namespace pmip::test
