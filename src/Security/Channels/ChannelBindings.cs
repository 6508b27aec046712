using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Sekimori.Security.Channels;

/// <summary>The TLS channel that a handshake is bound to: tls-server-end-point, the server's certificate (RFC 5929 4). Immutable.</summary>
public sealed class ChannelBindings
{
    private static readonly byte[] Prefix = Encoding.ASCII.GetBytes("tls-server-end-point:");

    private readonly byte[] _md5;

    private ChannelBindings(byte[] applicationData)
    {
        ApplicationData = applicationData;
        // gss_channel_bindings_struct (RFC 2744 3.11) as it is hashed by RFC 4121 4.1.1.2 and [MS-NLMP] 2.2.2.1: no addresses, then the
        // data with its length.
        var hashed = new byte[20 + applicationData.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(hashed.AsSpan(16), (uint)applicationData.Length);
        applicationData.CopyTo(hashed, 20);
        _md5 = MD5.HashData(hashed);
    }

    /// <summary>The application data for GSSAPI: "tls-server-end-point:" and the certificate's hash.</summary>
    public ReadOnlyMemory<byte> ApplicationData { get; }

    /// <summary>What NTLM sends as MsvAvChannelBindings: MD5 of the whole structure, 16 bytes.</summary>
    public ReadOnlySpan<byte> Md5Hash => _md5;

    /// <summary>The bindings of a TLS channel whose server showed <paramref name="certificate"/>.</summary>
    public static ChannelBindings ForServer(X509Certificate2 certificate)
    {
        var hash = HashOf(certificate.SignatureAlgorithm.Value) is var algorithm && algorithm == HashAlgorithmName.SHA384
            ? SHA384.HashData(certificate.RawData)
            : algorithm == HashAlgorithmName.SHA512 ? SHA512.HashData(certificate.RawData)
            : SHA256.HashData(certificate.RawData);
        return new ChannelBindings([.. Prefix, .. hash]);
    }

    // RFC 5929 4.1: the hash of the certificate's own signature; SHA-256 in place of MD5 and SHA-1. RSA-PSS names its hash in parameters,
    // and EdDSA has none: for both OpenSSL, SChannel and every client seen use SHA-256.
    private static HashAlgorithmName HashOf(string? signature) => signature switch
    {
        "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => HashAlgorithmName.SHA384, // sha384WithRSAEncryption, ecdsa-with-SHA384
        "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => HashAlgorithmName.SHA512, // sha512WithRSAEncryption, ecdsa-with-SHA512
        _ => HashAlgorithmName.SHA256,
    };
}
