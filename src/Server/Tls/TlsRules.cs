using System.Net;
using System.Net.Security;
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

    private readonly LineRate _rate = new(clock);
    private int _hasWarned;

    /// <summary>The suites; null if the system alone says which there are.</summary>
    public CipherSuitesPolicy? Suites { get; } = TlsSuites.Policy(isCompatible);

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
