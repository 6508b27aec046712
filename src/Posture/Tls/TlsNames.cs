using System.Globalization;
using System.Net.Security;

namespace Sekimori.Posture.Tls;

/// <summary>Names of versions, suites and alerts.</summary>
internal static class TlsNames
{
    /// <summary>"TLS 1.2".</summary>
    public static string Of(TlsVersion version) => version switch
    {
        TlsVersion.Ssl3 => "SSL 3",
        TlsVersion.Tls10 => "TLS 1.0",
        TlsVersion.Tls11 => "TLS 1.1",
        TlsVersion.Tls12 => "TLS 1.2",
        TlsVersion.Tls13 => "TLS 1.3",
        _ => string.Create(CultureInfo.InvariantCulture, $"version 0x{(ushort)version:x4}"),
    };

    /// <summary>The suite's name of the IANA registry, or its number.</summary>
    public static string OfSuite(ushort suite) => Enum.IsDefined((TlsCipherSuite)suite)
        ? ((TlsCipherSuite)suite).ToString() : string.Create(CultureInfo.InvariantCulture, $"suite 0x{suite:x4}");

    /// <summary>An alert by RFC 8446 6; its number if it is none of the usual ones.</summary>
    public static string OfAlert(byte alert) => alert switch
    {
        0 => "close_notify",
        10 => "unexpected_message",
        40 => "handshake_failure",
        47 => "illegal_parameter",
        50 => "decode_error",
        70 => "protocol_version",
        71 => "insufficient_security",
        80 => "internal_error",
        86 => "inappropriate_fallback",
        112 => "unrecognized_name",
        _ => string.Create(CultureInfo.InvariantCulture, $"alert {alert}"),
    };
}
