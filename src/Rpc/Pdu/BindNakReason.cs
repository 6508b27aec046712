namespace Sekimori.Rpc.Pdu;

/// <summary>provider_reject_reason of a bind_nak ([C706] 12.6.3.1, [MS-RPCE] 2.2.2.5).</summary>
public enum BindNakReason : ushort
{
    /// <summary>REASON_NOT_SPECIFIED.</summary>
    NotSpecified = 0,

    /// <summary>TEMPORARY_CONGESTION.</summary>
    TemporaryCongestion = 1,

    /// <summary>LOCAL_LIMIT_EXCEEDED.</summary>
    LocalLimitExceeded = 2,

    /// <summary>PROTOCOL_VERSION_NOT_SUPPORTED; also for a bind that cannot be read.</summary>
    ProtocolVersionNotSupported = 4,

    /// <summary>authentication_type_not_recognized.</summary>
    AuthenticationTypeNotRecognized = 8,

    /// <summary>invalid_checksum: the security package rejected it.</summary>
    InvalidChecksum = 9,
}
