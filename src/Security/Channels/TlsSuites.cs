using System.Net.Security;

namespace Sekimori.Security.Channels;

/// <summary>
/// The cipher suites that TLS is spoken with. Version 1.2 has suites with CBC, whose padding has been attacked again and again: they are
/// off unless somebody needs them.
/// </summary>
internal static class TlsSuites
{
    private static readonly TlsCipherSuite[] Secure =
    [
        TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256, TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ];

    // The suites that Windows Server 2012 R2 and Windows 7 share with us for an RSA key. ECDHE only: traffic recorded today cannot be read
    // with a key stolen tomorrow.
    private static readonly TlsCipherSuite[] Cbc =
    [
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
    ];

    /// <summary>The suites, the preferred first.</summary>
    /// <param name="isCompatible">True for those with CBC too.</param>
    public static IReadOnlyList<TlsCipherSuite> Of(bool isCompatible) => isCompatible ? [.. Secure, .. Cbc] : Secure;

    /// <summary>The suites for SslStream; null if the system decides alone.</summary>
    /// <param name="isCompatible">True for those with CBC too.</param>
    public static CipherSuitesPolicy? Policy(bool isCompatible) =>
        OperatingSystem.IsWindows() || OperatingSystem.IsAndroid() ? null : new CipherSuitesPolicy(Of(isCompatible));
}
