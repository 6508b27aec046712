using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Sekimori.Security.Channels;
using Sekimori.Server.Admission;

namespace Sekimori.Server.Tls;

/// <summary>
/// Which suites TLS is spoken with, and the log of handshakes that fail: what a client offered says what it lacks. Thread-safe.
/// </summary>
/// <param name="isCompatible">True for the suites of older systems too.</param>
/// <param name="logger">The log.</param>
/// <param name="clock">The time.</param>
internal sealed class TlsRules(bool isCompatible, ILogger<TlsRules> logger, TimeProvider clock)
{
    // A client of an old Java offers a hundred; the first ones say what kind it is.
    private const int MaxSuites = 24;

    // Which kind of suites the SSL_CTX of a certificate has: there is one in the process.
    private static readonly ConcurrentDictionary<string, bool> s_kinds = new(StringComparer.Ordinal);

    private readonly LineRate _rate = new(clock);
    private readonly ConditionalWeakTable<ServerCertificate, Lazy<SharedContext?>> _contexts = [];
    private readonly HashSet<TlsCipherSuite> _allowed = [.. TlsSuites.Of(isCompatible)];
    private int _hasWarned, _hasWarnedOfContext;

    /// <summary>The suites; null if the system alone says which there are.</summary>
    public CipherSuitesPolicy? Suites { get; } = TlsSuites.Policy(isCompatible);

    /// <summary>
    /// The policy that a connection is to be made with: none where all connections with its certificate share an SSL_CTX with our suites.
    /// </summary>
    public CipherSuitesPolicy? PolicyFor(ServerCertificate certificate) =>
        Suites is not null && _contexts.GetValue(certificate, made => new(() => Share(made))).Value is null ? Suites : null;

    /// <summary>Whether a connection may have a suite. It has no other, whoever has changed what it was made with.</summary>
    public bool Allows(TlsCipherSuite suite) => Suites is null || _allowed.Contains(suite);

    /// <summary>A connection was made with a suite that is off, and is closed.</summary>
    public void WarnOfSuite(TlsCipherSuite suite) => logger.TlsSuiteIsOff(suite);

    /// <summary>A handshake has failed.</summary>
    /// <param name="remote">The client.</param>
    /// <param name="head">The first bytes that it sent; a client that sent nothing is not worth a line.</param>
    public void Failed(EndPoint? remote, ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty || !_rate.MayWrite(out var skipped)) return;
        if (skipped > 0) logger.MoreTlsFailed(skipped);
        if (ClientHello.Read(head) is not { } hello)
            logger.TlsWithoutHello(
                remote, head[0] is >= (byte)'A' and <= (byte)'Z' ? "it may be plain HTTP" : "it is another protocol, or truncated");
        else logger.TlsFailed(remote, string.Join(", ", hello.Versions.Select(VersionName)), hello.Name ?? "none", Names(hello.Suites),
            Advice(hello));
    }

    /// <summary>Idle connections keep OpenSSL's buffers: logged once.</summary>
    public void WarnOfBuffers()
    {
        if (Interlocked.Exchange(ref _hasWarned, 1) == 0) logger.BuffersKept();
    }

    private SharedContext? Share(ServerCertificate certificate)
    {
        if (s_kinds.GetOrAdd(certificate.Fingerprint, isCompatible) != isCompatible) return null;
        var made = SharedContext.TryMake(TlsEndpoint.Options(certificate, null), TlsSuites.Of(isCompatible));
        if (made is null && Interlocked.Exchange(ref _hasWarnedOfContext, 1) == 0) logger.ContextsNotShared();
        return made;
    }

    private string Advice(ClientHello hello)
    {
        if (!hello.Versions.Any(version => version is 0x0303 or 0x0304)) return "this server supports TLS 1.2 and 1.3";
        if (hello.Suites.Any(TlsSuites.Of(isCompatible).Contains))
            return "suites match: the client may not trust the certificate, or not support its kind of key";
        return !isCompatible && hello.Suites.Any(TlsSuites.Of(isCompatible: true).Contains)
            ? "no common suite; wsman: tls: compatible would accept this client"
            : "no common suite";
    }

    private static string VersionName(ushort version) => version switch
    {
        0x0300 => "SSL 3.0",
        >= 0x0301 and <= 0x0304 => $"TLS 1.{version - 0x0301}",
        _ => $"0x{version:x4}",
    };

    private static string Names(IReadOnlyList<TlsCipherSuite> suites)
    {
        var names = suites.Take(MaxSuites).Select(suite => Enum.IsDefined(suite) ? suite.ToString() : $"0x{(ushort)suite:x4}");
        return string.Join(' ', names) + (suites.Count > MaxSuites ? $" and {suites.Count - MaxSuites} more" : "");
    }
}
