#pragma once

#include <map>

#include "magd/config.hpp"
#include "magd/pmip/authentication.hpp"

namespace magd {

/// The secrets shared with LMAs: signs the updates to those that have one, and judges their
/// answers (RFC 4285). The addresses that count are the proxy care-of address and `::`.
class Associations {
  public:
    explicit Associations(const Config& config);

    /// The message as it goes to this LMA. Empty if it does not fit.
    [[nodiscard]] base::Bytes encode(const base::Address& lma, const pmip::Message& message) const;
    /// Whether a header from this LMA, decoded, is what it claims. Of one without a secret, and of
    /// messages that RFC 4285 is not for, everything is genuine.
    [[nodiscard]] pmip::Authenticity judge(const base::Address& lma, base::ByteView header,
                                           const pmip::Decoded& decoded) const;

  private:
    struct Entry {
        pmip::SecurityAssociation association;
        pmip::AuthenticatedAddresses addresses;
    };
    [[nodiscard]] const Entry* find(const base::Address& lma) const;

    std::map<base::Address, Entry> entries_;
};

} // namespace magd
