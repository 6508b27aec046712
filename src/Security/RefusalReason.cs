namespace Sekimori.Security;

/// <summary>The checks that a logon, a handshake or a protected message can fail.</summary>
public enum RefusalReason
{
    /// <summary>No account has this name.</summary>
    UnknownAccount,

    /// <summary>The account exists, the proof of its password is wrong.</summary>
    WrongPassword,

    /// <summary>The account is disabled.</summary>
    Disabled,

    /// <summary>Too many wrong passwords: the account is locked out for a time.</summary>
    Locked,

    /// <summary>A wrong password has been given a moment ago: the next try must wait.</summary>
    HeldBack,

    /// <summary>The account has no secret that this scheme could check, or it cannot be decrypted.</summary>
    NoSecret,

    /// <summary>The name belongs to a domain that is not this host.</summary>
    ForeignDomain,

    /// <summary>An anonymous logon, which is not accepted.</summary>
    AnonymousRefused,

    /// <summary>The token cannot be read.</summary>
    Malformed,

    /// <summary>An unexpected token, or the wrong one.</summary>
    OutOfTurn,

    /// <summary>The two sides have no mechanism in common.</summary>
    NoCommonMechanism,

    /// <summary>The token is longer than any that the scheme has.</summary>
    TokenTooLong,

    /// <summary>Something follows the token.</summary>
    TokenTrailed,

    /// <summary>The peer offers something weaker than is accepted: NTLMv1, LM, no 128-bit keys, RC4 in Kerberos.</summary>
    TooWeak,

    /// <summary>The integrity code over the handshake is wrong or has been stripped.</summary>
    HandshakeAltered,

    /// <summary>The handshake was made for another TLS channel: it is being relayed.</summary>
    WrongChannel,

    /// <summary>The handshake names no TLS channel, but one is required.</summary>
    NoChannel,

    /// <summary>The handshake was made for another service or host.</summary>
    WrongTarget,

    /// <summary>The peer's clock is too far from ours.</summary>
    ClockSkew,

    /// <summary>The ticket or nonce has expired.</summary>
    Expired,

    /// <summary>The token, nonce or message has been seen before.</summary>
    Replayed,

    /// <summary>A protected message arrived out of order.</summary>
    OutOfOrder,

    /// <summary>The signature of a message is wrong.</summary>
    BadSignature,

    /// <summary>The certificate is not of an authority that is trusted, not for this use, or broken.</summary>
    Untrusted,

    /// <summary>The certificate has been revoked, or its status is unknown.</summary>
    Revoked,

    /// <summary>The server has not proved who it is.</summary>
    ServerNotProved,

    /// <summary>What the scheme needs is not on this machine: a library, a keytab, a ticket.</summary>
    Unavailable,

    /// <summary>The peer itself denied.</summary>
    RefusedByPeer,

    /// <summary>The mechanism's own library denied; the detail has its message.</summary>
    Failed,
}
