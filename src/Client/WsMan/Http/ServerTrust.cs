using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sekimori.Security.Channels;

namespace Sekimori.Client.WsMan.Http;

/// <summary>Evaluates the certificate of a server, and remembers it: for the channel binding, and for the error message.</summary>
internal sealed class ServerTrust
{
    private readonly WsManTrust _trust;
    private readonly X509Certificate2Collection? _authorities;
    private readonly byte[]? _fingerprint;

    internal ServerTrust(WsManTrust trust)
    {
        _trust = trust;
        if (trust.Fingerprint is { } text)
        {
            var digits = text.Replace(":", "", StringComparison.Ordinal).Trim();
            if (digits.Length != 64 || !digits.All(char.IsAsciiHexDigit))
                throw new WsManClientException(WsManFailure.Misuse, "a fingerprint is the SHA-256 of a certificate: 64 hexadecimal digits");
            _fingerprint = Convert.FromHexString(digits);
        }

        if (trust.AuthorityFile is not { } file) return;
        _authorities = [];
        try
        {
            _authorities.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new WsManClientException(WsManFailure.Misuse, $"the authorities in {file} cannot be read: {e.Message}", e);
        }

        if (_authorities.Count == 0) throw new WsManClientException(WsManFailure.Misuse, $"{file} contains no PEM certificate");
    }

    /// <summary>
    /// How the chain is built: if this system's authorities do not count, they are not read either, which takes longer than the handshake.
    /// Null if they count.
    /// </summary>
    internal X509ChainPolicy? ChainPolicy
    {
        get
        {
            if (!_trust.Anyone && _fingerprint is null && _authorities is null) return null;
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true
            };
            if (_authorities is not null) policy.CustomTrustStore.AddRange(_authorities);
            return policy;
        }
    }

    /// <summary>The binding to the channel; null before there is one.</summary>
    internal ChannelBindings? Channel { get; private set; }

    /// <summary>Why the latest certificate was rejected; null if it was not.</summary>
    internal string? Refusal { get; private set; }

    /// <summary>The latest certificate's subject, dates and SHA-256, for people.</summary>
    internal ServerCertificateFacts? Facts { get; private set; }

    /// <summary>For <see cref="SslClientAuthenticationOptions.RemoteCertificateValidationCallback"/>.</summary>
    internal bool Evaluate(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        if (shown is null)
        {
            Refusal = "it presents no certificate";
            return false;
        }

        using var certificate = new X509Certificate2(shown);
        Channel = ChannelBindings.ForServer(certificate);
        Facts = new ServerCertificateFacts(
            certificate.Subject, certificate.Issuer, certificate.NotAfter, Convert.ToHexStringLower(SHA256.HashData(certificate.RawData)));
        Refusal = Refuse(certificate, chain, errors);
        return Refusal is null;
    }

    private string? Refuse(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (_trust.Anyone) return null;
        if (_fingerprint is not null)
            return CryptographicOperations.FixedTimeEquals(SHA256.HashData(certificate.RawData), _fingerprint)
                ? null
                : "its certificate is not the pinned one";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return "its certificate is for another name";
        if (_authorities is null) return errors == SslPolicyErrors.None ? null : "its certificate is not trusted" + Why(chain);
        using var ours = new X509Chain();
        ours.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        ours.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        ours.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (chain is not null) ours.ChainPolicy.ExtraStore.AddRange(chain.ChainElements.Select(element => element.Certificate).ToArray());
        return ours.Build(certificate) ? null : "its certificate is not issued by any of the given authorities" + Why(ours);
    }

    private static string Why(X509Chain? chain) =>
        chain?.ChainStatus.FirstOrDefault(status => status.Status != X509ChainStatusFlags.NoError).StatusInformation is { Length: > 0 } why
        ? $" ({why.Trim().TrimEnd('.')})"
        : "";
}
